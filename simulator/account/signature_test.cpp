#include "account/signature.h"

#include <gmock/gmock.h>

namespace asyncsim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

HookRequest request(std::string body) { return {"POST", "http://127.0.0.1/", {}, std::move(body)}; }

TEST(Signature, IsNoneUnlessAskedFor) {
  auto plain = request("{}");
  sign(plain, {}, "dlv_1", 1);
  EXPECT_THAT(plain.headers, IsEmpty());
}

TEST(Signature, OfGithubIsThePublishedExample) {
  auto hello = request("Hello, World!");
  sign(hello, {SignatureScheme::github, {"It's a Secret to Everybody"}}, "dlv_1", 1);
  EXPECT_THAT(
      hello.headers,
      ElementsAre(Pair("x-hub-signature-256",
                       "sha256="
                       "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")));
}

// The example that the field publishes.
TEST(Signature, AfterStandardWebhooksCoversIdTimeAndBody) {
  auto hook = request("{\"test\": 2432232314}");
  sign(hook, {SignatureScheme::standard_webhooks, {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}},
       "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330);
  EXPECT_THAT(hook.headers, ElementsAre(Pair("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
                                        Pair("webhook-timestamp", "1614265330"),
                                        Pair("webhook-signature",
                                             "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")));
}

TEST(Signature, OfSeveralSecretsStandSideBySide) {
  const std::string first = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const std::string padded = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGA==";
  const auto signature_by = [](std::vector<std::string> secrets) {
    auto hook = request("{}");
    sign(hook, {SignatureScheme::standard_webhooks, std::move(secrets)}, "dlv_1", 7);
    return hook.headers.back().second;
  };
  EXPECT_EQ(signature_by({first, padded}), signature_by({first}) + ' ' + signature_by({padded}));
  EXPECT_NE(signature_by({first}), signature_by({padded}));
}

}  // namespace
}  // namespace asyncsim
