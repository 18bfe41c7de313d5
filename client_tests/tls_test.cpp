// https as clients speak it that know nothing of asyncsim: curl, Python and Node, with the CA given
// to each in its own way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "server.h"
#include "vendor_client.h"

namespace client_tests {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class Tls : public testing::Test {
 protected:
  Tls() { std::filesystem::remove_all(directory_); }
  ~Tls() override { std::filesystem::remove_all(directory_); }

  Words options() const {
    return kManualCi + Words{"--tls-listen", "127.0.0.1:0", "--tls-dir", directory_};
  }
  std::string ca() const { return directory_ / "ca.pem"; }
  std::string ca_text() const {
    std::ifstream stream(ca());
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  const std::filesystem::path directory_ =
      std::filesystem::temp_directory_path() / ("asyncsim-tls-" + std::to_string(getpid())) / "ca";
};

/// Runs a program of the PATH to its end.
Ended run_tool(const std::string& name, const Words& arguments, const Words& environment = {}) {
  Process process("/bin/sh", Words{"-c", R"(exec "$0" "$@")", name} + arguments, environment);
  const int exit_code = process.wait();
  return {exit_code, process.output(), process.errors()};
}

std::string tls_url(const Server& server) { return server.ready_line().at("tls_url"); }
std::string tls_port(const Server& server) {
  return tls_url(server).substr(tls_url(server).rfind(':') + 1);
}

const Words kSubmit = {"--silent", "--show-error",
                       "--data",   R"({"url":"https://a.example"})",
                       "--header", "Authorization: Bearer k"};
constexpr const char* kSubmitUrl =
    "https://api.brightdata.com/unblocker/req?customer=c&zone=web_unlocker1";

TEST_F(Tls, TheReadyLineNamesUrlAndCa) {
  Server server(options());
  EXPECT_THAT(tls_url(server), StartsWith("https://127.0.0.1:"));
  EXPECT_EQ(server.ready_line().at("ca"), ca());
  VendorClient client(server.url());
  const auto answer = client.get("/_sim/ca.pem");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("content-type"), "application/x-pem-file");
  EXPECT_EQ(answer.body, ca_text());
  EXPECT_THAT(answer.body, StartsWith("-----BEGIN CERTIFICATE-----\n"));
}

TEST_F(Tls, CurlReachesTheVendorsNameAtTheTlsPort) {
  Server server(options());
  const auto port = tls_port(server);
  for (const Words& way :
       {Words{"--connect-to", "api.brightdata.com:443:127.0.0.1:" + port, kSubmitUrl},
        Words{"--resolve", "api.brightdata.com:" + port + ":127.0.0.1",
              std::string(kSubmitUrl)
                  .insert(std::string("https://api.brightdata.com").size(), ":" + port)}}) {
    const auto ended = run_tool("curl", kSubmit + Words{"--cacert", ca()} + way);
    EXPECT_EQ(ended.exit_code, 0) << ended.errors;
    EXPECT_THAT(ended.output, HasSubstr("response_id"));
  }
}

TEST_F(Tls, CurlReachesTheVendorsNameThroughTheProxy) {
  Server server(options());
  const Words through = kSubmit + Words{"--cacert", ca(), "--proxy", server.url()};
  const auto ended = run_tool("curl", through + Words{kSubmitUrl});
  EXPECT_EQ(ended.exit_code, 0) << ended.errors;
  EXPECT_THAT(ended.output, HasSubstr("response_id"));
  const auto foreign = run_tool("curl", through + Words{"https://shop.example/"});
  EXPECT_EQ(foreign.exit_code, 56);
  EXPECT_THAT(foreign.errors, HasSubstr("403"));
  server.stop();
  EXPECT_THAT(server.process().errors(), HasSubstr("NO_PROXY=shop.example"));
}

TEST_F(Tls, PythonTakesTheCaByContextAndByVariable) {
  Server server(options());
  const std::string by_context =
      "import ssl, sys, urllib.request as r; url, ca = sys.argv[1:]; "
      "print(r.urlopen(url, context=ssl.create_default_context(cafile=ca)).status)";
  const std::string by_variable =
      "import sys, urllib.request as r; print(r.urlopen(sys.argv[1]).status)";
  const auto health = tls_url(server) + "/_sim/health";
  const auto context = run_tool("python3", {"-c", by_context, health, ca()});
  EXPECT_EQ(context.output, "200\n") << context.errors;
  const auto proxied = run_tool(
      "python3", {"-c", by_variable, "https://api.brightdata.com/_sim/health"},
      {"SSL_CERT_FILE=" + ca(), "HTTPS_PROXY=" + server.url(), "https_proxy=" + server.url()});
  EXPECT_EQ(proxied.output, "200\n") << proxied.errors;
  server.stop();
  EXPECT_THAT(server.process().errors(), IsEmpty());
}

TEST_F(Tls, NodeTakesTheCaByVariable) {
  Server server(options());
  const std::string script = "fetch(process.argv[1]).then(r => console.log(r.status))";
  const auto health = tls_url(server) + "/_sim/health";
  const auto trusted = run_tool("node", {"-e", script, health}, {"NODE_EXTRA_CA_CERTS=" + ca()});
  EXPECT_EQ(trusted.output, "200\n") << trusted.errors;
  const auto untrusted = run_tool("node", {"-e", script, health});
  EXPECT_NE(untrusted.exit_code, 0);
  server.stop();
  EXPECT_THAT(server.process().errors(), HasSubstr("does the client trust " + ca() + "?"));
}

TEST_F(Tls, TheCaIsKeptFromRunToRunAndAgreedOnByTwoAtOnce) {
  Server first(options()), second(options());
  const auto made = ca_text();
  for (const Server* server : {&first, &second}) {
    EXPECT_EQ(VendorClient(server->url()).get("/_sim/ca.pem").body, made);
  }
  first.stop();
  Server third(options());
  EXPECT_EQ(ca_text(), made);
  const auto ended =
      run_tool("curl", {"--silent", "--cacert", ca(), tls_url(third) + "/_sim/health"});
  EXPECT_EQ(ended.exit_code, 0);
}

TEST_F(Tls, WithoutADirectoryTheCaIsInTheUsersCacheAndThatIsSaid) {
  Server server(kManualCi + Words{"--tls-listen", "127.0.0.1:0"},
                {"XDG_CACHE_HOME=" + directory_.native()});
  EXPECT_EQ(server.ready_line().at("ca"), directory_ / "asyncsim/ca.pem");
  server.stop();
  EXPECT_THAT(server.process().errors(), HasSubstr((directory_ / "asyncsim").native()));
}

TEST_F(Tls, ADirectoryAloneOpensTheProxyOnly) {
  Server server(kManualCi + Words{"--tls-dir", directory_});
  EXPECT_TRUE(server.ready_line().at("tls_url").is_null());
  EXPECT_EQ(server.ready_line().at("ca"), ca());
  const auto ended =
      run_tool("curl", kSubmit + Words{"--cacert", ca(), "--proxy", server.url(), kSubmitUrl});
  EXPECT_EQ(ended.exit_code, 0) << ended.errors;
}

TEST_F(Tls, ADamagedOrUnwritableDirectoryEndsItWith2AndOneLine) {
  std::filesystem::create_directories(directory_);
  std::ofstream(ca()) << "damaged";
  for (const auto& [place, named] :
       {std::pair(directory_.native(), directory_ / "ca-key.pem"), std::pair(ca(), ca())}) {
    const auto ended = run_asyncsim({"serve", "--listen", "127.0.0.1:0", "--tls-dir", place});
    EXPECT_EQ(ended.exit_code, 2);
    EXPECT_EQ(std::ranges::count(ended.errors, '\n'), 1) << ended.errors;
    EXPECT_THAT(ended.errors, HasSubstr(named));
    EXPECT_THAT(ended.errors, HasSubstr("--tls-dir"));
  }
}

TEST_F(Tls, EachOtherLanguageOnAPortGetsOneLine) {
  Server server(options());
  const auto plain_port = std::to_string(server.port());
  EXPECT_NE(run_tool("curl", {"--silent", "https://127.0.0.1:" + plain_port}).exit_code, 0);
  const auto plain = run_tool("curl", {"--silent", "http://127.0.0.1:" + tls_port(server)});
  EXPECT_THAT(plain.output, HasSubstr("use https:// here"));
  server.stop();
  EXPECT_EQ(std::ranges::count(server.process().errors(), '\n'), 2) << server.process().errors();
  EXPECT_THAT(server.process().errors(),
              HasSubstr("the client speaks TLS to a port of plain HTTP"));
  EXPECT_THAT(server.process().errors(), HasSubstr("plain HTTP where TLS is spoken"));
}

TEST_F(Tls, OffTheCaIs404AndTheProxy501EachWithWhatToDo) {
  Server server;
  VendorClient client(server.url());
  const auto answer = client.get("/_sim/ca.pem");
  EXPECT_EQ(answer.status, 404);
  EXPECT_THAT(answer.header("x-asyncsim-hint"), HasSubstr("--tls-listen"));
  const auto proxied = run_tool("curl", kSubmit + Words{"--proxy", server.url(), kSubmitUrl});
  EXPECT_EQ(proxied.exit_code, 56);
  EXPECT_THAT(proxied.errors, HasSubstr("501"));
  server.stop();
  EXPECT_THAT(server.process().errors(), HasSubstr("501 CONNECT api.brightdata.com:443: CONNECT "
                                                   "needs TLS here, which is off; start with "
                                                   "--tls-listen"));
}

TEST_F(Tls, WhatTheFrontRefusesIsSaidFiveTimesAndThenCounted) {
  Server server;
  VendorClient client(server.url());
  for (int i = 0; i < 7; ++i) EXPECT_EQ(client.get("/" + std::string(9000, 'x')).status, 414);
  server.stop();
  const auto& errors = server.process().errors();
  EXPECT_EQ(std::ranges::count(errors, '\n'), 6) << errors;
  EXPECT_THAT(errors, StartsWith("asyncsim: 414 GET /xxx"));
  EXPECT_THAT(errors, EndsWith(": 2 more of these\n"));
}

}  // namespace
}  // namespace client_tests
