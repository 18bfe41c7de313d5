// Where the sender goes and where it does not, whatever is asked of it.
#include <gtest/gtest.h>

#include <future>

#include "http/raw_receiver.h"
#include "http/webhook_sender.h"

namespace asyncsim::http {
namespace {

SenderSettings settings(std::string_view allowed = "private") {
  SenderSettings made;
  made.policy = *TargetPolicy::parse(allowed);
  return made;
}

AttemptResult send(WebhookSender& sender, const std::string& url) {
  std::promise<AttemptResult> ended;
  sender.send({"POST", url, {}, "{}"}, {RealSpan{std::chrono::seconds{20}}},
              [&ended](AttemptResult result) { ended.set_value(std::move(result)); });
  return ended.get_future().get();
}

const AttemptResult kDelivered{AttemptEnd::answered, 204, ""};

TEST(WebhookTarget, ThatIsForbiddenIsRefusedWithoutAdvice) {
  WebhookSender sender(settings("any"));
  const AttemptResult never{
      AttemptEnd::refused, 0,
      "webhooks never go to 169.254.169.254 (link-local), whatever is allowed"};
  EXPECT_EQ(send(sender, "http://169.254.169.254/"), never);
}

TEST(WebhookTarget, IsReachedAtTheAllowedAddressesOfItsNameOnly) {
  RawReceiver allowed(answering(kNoContent));
  RawReceiver forbidden(answering(kNoContent), INADDR_LOOPBACK + 1, allowed.port());
  ASSERT_EQ(forbidden.port(), allowed.port());
  auto one = settings("127.0.0.1");
  one.names["both.example"] = {"127.0.0.2", "192.0.2.1", "169.254.169.254", "127.0.0.1"};
  WebhookSender sender(one);
  EXPECT_EQ(send(sender, "http://both.example:" + std::to_string(allowed.port())), kDelivered);
  EXPECT_EQ(allowed.accepted(), 1);
  EXPECT_EQ(forbidden.accepted(), 0);
}

TEST(WebhookTarget, OfAControlApiIsAnInboxAndNothingElse) {
  RawReceiver receiver(answering(kNoContent));
  auto mapped = settings();
  mapped.maps.push_back(*parse_target_map("https://hooks.example=" + receiver.url()));
  WebhookSender sender(mapped);
  for (const std::string& url : {receiver.url() + "/_sim/reset", receiver.url() + "/x/..%2f%5fsim",
                                 std::string("https://hooks.example/_sim/reset"),
                                 std::string("http://name.to.look.up.invalid/_sim/reset")}) {
    const auto result = send(sender, url);
    EXPECT_EQ(result.end, AttemptEnd::refused) << url;
    EXPECT_NE(result.reason.find("control API"), std::string::npos) << result.reason;
  }
  EXPECT_EQ(receiver.accepted(), 0);
  EXPECT_EQ(send(sender, receiver.url() + "/_sim/inbox/mine?a=b"), kDelivered);
}

/// The reason of an attempt at `url` under `map`, where nobody listens, inside a container.
std::string reason_in_container(const std::string& url, const std::string& map) {
  auto contained = settings();
  contained.in_container = true;
  if (!map.empty()) contained.maps.push_back(*parse_target_map(map));
  WebhookSender sender(contained);
  return send(sender, url).reason;
}

TEST(WebhookTarget, ThatIsSilentInsideAContainerIsSoughtOnItsHost) {
  std::uint16_t port = 0;
  {
    RawReceiver gone([](ReceiverSide) {});
    port = gone.port();
  }
  const std::string at = ":" + std::to_string(port);
  const std::string hint = "; inside a container localhost is the container itself: --webhook-map ";
  EXPECT_EQ(reason_in_container("http://127.0.0.1" + at + "/hook", ""),
            "connection refused by 127.0.0.1" + at + hint + "http://127.0.0.1" + at +
                "=http://host.docker.internal" + at + " delivers to its host");
  EXPECT_NE(
      reason_in_container("https://hooks.example/in", "https://hooks.example=http://localhost" + at)
          .find(hint + "https://hooks.example=http://host.docker.internal" + at + " delivers"),
      std::string::npos);
}

}  // namespace
}  // namespace asyncsim::http
