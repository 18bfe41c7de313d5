// Making and reading the certificates and keys of our own authority. EC P-256 throughout.
#pragma once

#include <chrono>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "http/tls/openssl.h"

namespace asyncsim::http {

using Days = std::chrono::duration<int, std::ratio<86'400>>;

/// Who signs.
struct Authority {
  PrivateKey key;
  Certificate certificate;
};

PrivateKey make_key();
/// Signed by `key` itself; good for ten years, and for signing servers' certificates only.
Certificate make_authority(EVP_PKEY& key, std::time_t now);
/// For a TLS server of these names and IP literals. Good for 800 days: some clients refuse more
/// than 825 of an authority that the user has added.
Certificate make_leaf(const Authority& authority, EVP_PKEY& key,
                      const std::vector<std::string>& names, std::time_t now);

/// Made by make_authority(), whenever.
bool is_our_authority(X509& certificate);
/// Good at `now`, and for `ahead` from then on.
bool is_good(X509& certificate, std::time_t now, Days ahead);

std::string print_pem(EVP_PKEY& key);
std::string print_pem(X509& certificate);
/// Empty when there is none in `pem`.
PrivateKey read_key(std::string_view pem);
Certificate read_certificate(std::string_view pem);

}  // namespace asyncsim::http
