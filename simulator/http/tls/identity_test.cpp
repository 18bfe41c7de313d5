#include "http/tls/identity.h"

#include <gtest/gtest.h>
#include <openssl/x509v3.h>

#include "http/tls/fresh_directory.h"
#include "http/tls/openssl.h"

namespace asyncsim::http {
namespace {

bool is_for(const TlsIdentity& identity, const char* name) {
  X509* const leaf = SSL_CTX_get0_certificate(&identity.context());
  return X509_check_host(leaf, name, 0, 0, nullptr) == 1 || X509_check_ip_asc(leaf, name, 0) == 1;
}

std::shared_ptr<const TlsIdentity> open(const FreshDirectory& directory, const std::string& also) {
  auto opened = TlsIdentity::open(directory.path(), also, std::time(nullptr));
  EXPECT_TRUE(opened.ok());
  return *opened;
}

TEST(TlsIdentity, IsForTheVendorAndThisMachineAndNobodyElse) {
  const FreshDirectory directory;
  const auto identity = open(directory, "0.0.0.0");
  for (const auto* name :
       {"api.brightdata.com", "brightdata.com", "localhost", "127.0.0.1", "::1"}) {
    EXPECT_TRUE(is_for(*identity, name)) << name;
  }
  for (const auto* name : {"www.brightdata.com", "a.example", "127.0.0.2", "0.0.0.0"}) {
    EXPECT_FALSE(is_for(*identity, name)) << name;
  }
  EXPECT_EQ(identity->ca_file(), directory.file("ca.pem"));
  EXPECT_EQ(identity->ca_pem(), directory.read("ca.pem"));
}

TEST(TlsIdentity, IsForTheHostItListensOnToo) {
  const FreshDirectory directory;
  EXPECT_TRUE(is_for(*open(directory, "sim.test"), "sim.test"));
  EXPECT_TRUE(is_for(*open(directory, "192.0.2.7"), "192.0.2.7"));
  EXPECT_FALSE(is_for(*open(directory, ""), "192.0.2.7"));
}

}  // namespace
}  // namespace asyncsim::http
