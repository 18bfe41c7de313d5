// Who we are over TLS: a certificate for the vendor's names and this machine's, signed by our own
// authority. Made only when TLS is asked for.
#pragma once

#include <ctime>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

struct ssl_ctx_st;

namespace asyncsim::http {

/// Immutable, and so for all threads.
class TlsIdentity {
 public:
  /// As open_authority() finds it in `directory`; the leaf lives in memory only. `also` is one more
  /// name or IP literal for it; empty, or one that it has anyway: none.
  static Result<std::shared_ptr<const TlsIdentity>> open(const std::string& directory,
                                                         const std::string& also, std::time_t now);
  ~TlsIdentity();

  const std::string& ca_file() const { return ca_file_; }  ///< absolute
  const std::string& ca_pem() const { return ca_pem_; }
  bool renewed() const { return renewed_; }  ///< clients that know the old CA must be given this

  /// A name of the vendor's.
  static bool is_vendor(std::string_view host);
  /// Localhost, and the literals of loopback.
  static bool is_loopback(std::string_view host);

  /// Settings of every session: TLS 1.2 and 1.3, no renegotiation.
  ssl_ctx_st& context() const { return *context_; }

 private:
  TlsIdentity() = default;

  struct FreeContext {
    void operator()(ssl_ctx_st* context) const;
  };
  std::string ca_file_, ca_pem_;
  bool renewed_ = false;
  std::unique_ptr<ssl_ctx_st, FreeContext> context_;
};

}  // namespace asyncsim::http
