// The accounts of a server: each API key opens an isolated world.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "account/account.h"
#include "core/result.h"

namespace asyncsim {

/// The key that a control call means when it names none and no account exists yet. The official
/// SDKs refuse keys of fewer than 10 characters.
inline constexpr std::string_view kDefaultKey = "asyncsim-test-key";

/// "acct_" and 8 hex digits of SHA-256 of the key: the name under which an account shows itself.
/// Keys never appear in URLs, journals, reports or logs.
std::string account_handle(std::string_view key);

struct AccountsSettings {
  std::shared_ptr<const Scenario> scenario;
  std::vector<std::string> allowed_keys;  ///< empty: any key of 1-256 printable characters
  std::size_t max_accounts = 1'000;
  /// Where a clock that starts "now" starts: this wall time was at this real time.
  TimePoint wall{};
  RealTime wall_at{};
};

class Accounts {
 public:
  using Handle = std::shared_ptr<Account>;

  Accounts(AccountsSettings settings, AccountOutside outside);

  /// The account of that key, opened at its first touch. Unauthorized for a key that is not let in
  /// (keys that begin with "invalid" never are), unavailable when there are too many accounts.
  Result<Handle> open(std::string_view key, RealTime now);

  /// The account of that handle; not_found otherwise.
  Result<Handle> find(std::string_view handle) const;
  std::vector<Handle> all() const;

  /// What a control call without a key or handle means: the only account there is; if there is
  /// none, the default one (made only when `create`: else nullptr); several: an error listing them.
  Result<Handle> sole(bool create, RealTime now);

  /// A fresh view of the world that the account of that key would start in, for reads before it
  /// exists.
  Handle preview(std::string_view key, RealTime now) const;
  /// The account of that key if it exists, else a preview of it; the errors of open().
  Result<Handle> look(std::string_view key, RealTime now) const;

  /// Forgets an account, but for its report; whoever waits on it hears Gone.
  Outcome erase(std::string_view handle, RealTime now);
  /// The last ones, of the first thousand accounts deleted.
  std::vector<AccountReport> reports_of_deleted() const;

  /// The account that issued that response id, or nullptr.
  Handle owner_of(std::string_view response_id, RealTime now) const;

  const std::shared_ptr<const Scenario>& scenario() const { return settings_.scenario; }
  /// Where the clock of a new epoch of that scenario starts.
  TimePoint start_of(const Scenario& scenario, RealTime now) const;

 private:
  /// The account that this key has opened, or nullptr.
  Handle known_by(std::string_view key) const;
  Result<std::monostate> let_in(std::string_view key) const;

  const AccountsSettings settings_;
  const AccountOutside outside_;
  const AccountOutside nowhere_{};
  mutable std::shared_mutex lock_;
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::unordered_map<std::string, Handle, TextHash, std::equal_to<>> by_key_;
  std::map<std::string, Handle, std::less<>> by_handle_;
  std::vector<AccountReport> deleted_;
};

}  // namespace asyncsim
