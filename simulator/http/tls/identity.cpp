#include "http/tls/identity.h"

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>

#include "http/request.h"
#include "http/tls/authority_directory.h"

namespace asyncsim::http {
namespace {

constexpr std::array<std::string_view, 2> kVendor{"api.brightdata.com", "brightdata.com"};
constexpr std::array<std::string_view, 3> kLoopback{"localhost", "127.0.0.1", "::1"};

bool is_one_of(std::span<const std::string_view> names, std::string_view host) {
  return std::ranges::any_of(names, [&](auto name) { return same_text(name, host); });
}

std::vector<std::string> leaf_names(const std::string& also) {
  std::vector<std::string> names(kVendor.begin(), kVendor.end());
  names.insert(names.end(), kLoopback.begin(), kLoopback.end());
  const bool wildcard = also == "0.0.0.0" || also == "::";
  if (!also.empty() && !wildcard && !std::ranges::count(names, also)) names.push_back(also);
  return names;
}

TlsContext make_context(X509& certificate, EVP_PKEY& key) {
  TlsContext context(SSL_CTX_new(TLS_server_method()));
  SSL_CTX* const made = context.get();
  if (!made || SSL_CTX_set_min_proto_version(made, TLS1_2_VERSION) != 1 ||
      SSL_CTX_use_certificate(made, &certificate) != 1 || SSL_CTX_use_PrivateKey(made, &key) != 1) {
    throw std::runtime_error("OpenSSL can't set up TLS: " + openssl_reason());
  }
  SSL_CTX_set_options(made, SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
  // Small while idle: no buffers, no kept sessions (clients keep tickets).
  SSL_CTX_set_mode(made, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                             SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_session_cache_mode(made, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_read_ahead(made, 1);
  return context;
}

}  // namespace

TlsIdentity::~TlsIdentity() = default;

void TlsIdentity::FreeContext::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }

Result<std::shared_ptr<const TlsIdentity>> TlsIdentity::open(const std::string& directory,
                                                             const std::string& also,
                                                             std::time_t now) try {
  auto kept = open_authority(directory, now);
  if (!kept) return kept.error();
  const std::shared_ptr<TlsIdentity> made(new TlsIdentity);
  const auto key = make_key();
  const auto leaf = make_leaf(kept->authority, *key, leaf_names(also), now);
  made->context_.reset(make_context(*leaf, *key).release());
  made->ca_file_ = kept->file;
  made->ca_pem_ = print_pem(*kept->authority.certificate);
  made->renewed_ = kept->renewed;
  return std::shared_ptr<const TlsIdentity>(made);
} catch (const std::runtime_error& error) {
  return Error{ErrorKind::unavailable, std::string("TLS: ") + error.what()};
}

bool TlsIdentity::is_vendor(std::string_view host) { return is_one_of(kVendor, host); }
bool TlsIdentity::is_loopback(std::string_view host) { return is_one_of(kLoopback, host); }

}  // namespace asyncsim::http
