#include "account/signature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>

namespace asyncsim {
namespace {

using Digest = std::array<unsigned char, 32>;

Digest hmac_sha256(std::string_view key, std::string_view text) {
  Digest digest{};
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), nullptr);
  return digest;
}

std::string base64(const Digest& digest) {
  std::array<unsigned char, (Digest{}.size() + 2) / 3 * 4 + 1> text{};
  const int size = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest.size()));
  return {text.begin(), text.begin() + size};
}

std::string hexadecimal(const Digest& digest) {
  std::string text;
  for (const unsigned char byte : digest) {
    std::array<char, 3> digits{};
    std::snprintf(digits.data(), digits.size(), "%02x", byte);
    text += digits.data();
  }
  return text;
}

/// The bytes behind "whsec_BASE64", which the scenario's reader has checked.
std::string secret_bytes(std::string_view secret) {
  secret.remove_prefix(std::min(secret.size(), std::string_view("whsec_").size()));
  std::string bytes(secret.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<const unsigned char*>(secret.data()),
                                   static_cast<int>(secret.size()));
  bytes.resize(static_cast<std::size_t>(std::max(size, 0)));
  while (secret.ends_with('=') && !bytes.empty()) {  // the decoder counts padding as bytes
    bytes.pop_back();
    secret.remove_suffix(1);
  }
  return bytes;
}

void sign_as_standard(HookRequest& request, const WebhookSignature& how, std::string_view message,
                      std::int64_t unix_seconds) {
  const std::string time = std::to_string(unix_seconds);
  const std::string content = std::string(message) + '.' + time + '.' + request.body;
  std::string signatures;
  for (const std::string& secret : how.secrets) {
    signatures += signatures.empty() ? "v1," : " v1,";
    signatures += base64(hmac_sha256(secret_bytes(secret), content));
  }
  request.headers.emplace_back("webhook-id", message);
  request.headers.emplace_back("webhook-timestamp", time);
  request.headers.emplace_back("webhook-signature", std::move(signatures));
}

}  // namespace

void sign(HookRequest& request, const WebhookSignature& how, std::string_view message,
          std::int64_t unix_seconds) {
  switch (how.scheme) {
    case SignatureScheme::none:
      break;
    case SignatureScheme::standard_webhooks:
      return sign_as_standard(request, how, message, unix_seconds);
    case SignatureScheme::github:
      request.headers.emplace_back(
          "x-hub-signature-256",
          "sha256=" + hexadecimal(hmac_sha256(how.secrets.front(), request.body)));
      break;
  }
}

}  // namespace asyncsim
