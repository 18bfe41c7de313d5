#include "account/accounts.h"

#include <openssl/sha.h>

#include <algorithm>

namespace asyncsim {
namespace {

constexpr std::size_t kMaxKeyLength = 256;

bool printable(std::string_view key) {
  return std::ranges::all_of(key, [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

std::string account_handle(std::string_view key) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(key.data()), key.size(), digest);
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::string handle = "acct_";
  for (std::size_t i = 0; i < 4; ++i) handle += {kHex[digest[i] >> 4], kHex[digest[i] & 15]};
  return handle;
}

Accounts::Accounts(AccountsSettings settings, AccountOutside outside)
    : settings_(std::move(settings)), outside_(std::move(outside)) {}

Result<std::monostate> Accounts::let_in(std::string_view key) const {
  const auto refused = [](std::string hint) {
    return Error{ErrorKind::unauthorized, "Invalid token", std::move(hint)};
  };
  if (key.empty() || key.size() > kMaxKeyLength || !printable(key)) {
    return refused("a key is 1-256 printable ASCII characters");
  }
  if (key.starts_with("invalid")) {
    return refused("keys that begin with \"invalid\" are always refused, to test this path");
  }
  const auto& allowed = settings_.allowed_keys;
  if (!allowed.empty() && std::ranges::find(allowed, key) == allowed.end()) {
    return refused("this server lets in the keys given by --allow-key only");
  }
  return std::monostate{};
}

TimePoint Accounts::start_of(const Scenario& scenario, RealTime now) const {
  if (scenario.clock.start) return *scenario.clock.start;
  return settings_.wall + std::chrono::duration_cast<Span>(now - settings_.wall_at);
}

Accounts::Handle Accounts::known_by(std::string_view key) const {
  std::shared_lock guard(lock_);
  const auto found = by_key_.find(key);
  return found != by_key_.end() ? found->second : nullptr;
}

Result<Accounts::Handle> Accounts::open(std::string_view key, RealTime now) {
  if (auto known = known_by(key)) return known;
  if (auto refused = let_in(key); !refused) return refused.error();
  std::string handle = account_handle(key);
  std::unique_lock guard(lock_);
  auto found = by_handle_.find(handle);
  if (found == by_handle_.end()) {
    if (by_handle_.size() >= settings_.max_accounts) {
      return Error{
          ErrorKind::unavailable,
          "this server has " + std::to_string(settings_.max_accounts) + " accounts already",
          "use fewer keys, or DELETE /_sim/accounts/HANDLE"};
    }
    auto account = std::make_shared<Account>(handle, settings_.scenario,
                                             start_of(*settings_.scenario, now), now, outside_);
    found = by_handle_.emplace(std::move(handle), std::move(account)).first;
  }
  by_key_.emplace(std::string(key), found->second);
  return found->second;
}

Result<Accounts::Handle> Accounts::find(std::string_view handle) const {
  std::shared_lock guard(lock_);
  const auto found = by_handle_.find(handle);
  if (found != by_handle_.end()) return found->second;
  return not_found("no account \"" + std::string(handle.substr(0, 64)) + "\"",
                   "GET /_sim/accounts lists them; a key opens its account at its first call");
}

std::vector<Accounts::Handle> Accounts::all() const {
  std::shared_lock guard(lock_);
  std::vector<Handle> accounts;
  for (const auto& [handle, account] : by_handle_) accounts.push_back(account);
  return accounts;
}

Result<Accounts::Handle> Accounts::sole(bool create, RealTime now) {
  const auto accounts = all();
  if (accounts.size() == 1) return accounts.front();
  if (accounts.empty()) {
    if (!create) return Handle{};
    const bool listed = !settings_.allowed_keys.empty();
    return open(listed ? std::string_view(settings_.allowed_keys.front()) : kDefaultKey, now);
  }
  constexpr std::size_t kListed = 10;
  std::string list;
  for (std::size_t i = 0; i < std::min(accounts.size(), kListed); ++i) {
    list += (i > 0 ? ", " : "") + accounts[i]->handle();
  }
  if (accounts.size() > kListed) list += ", ...";
  return invalid("which of " + std::to_string(accounts.size()) + " accounts? " + list,
                 "send Authorization: Bearer KEY, or ?account=HANDLE");
}

Accounts::Handle Accounts::preview(std::string_view key, RealTime now) const {
  return std::make_shared<Account>(account_handle(key), settings_.scenario,
                                   start_of(*settings_.scenario, now), now, nowhere_);
}

Result<Accounts::Handle> Accounts::look(std::string_view key, RealTime now) const {
  if (auto known = known_by(key)) return known;
  if (auto refused = let_in(key); !refused) return refused.error();
  return preview(key, now);
}

Outcome Accounts::erase(std::string_view handle, RealTime now) {
  constexpr std::size_t kMostReports = 1'000;
  const auto account = find(handle);
  if (!account) return account.error();
  if (auto closed = (*account)->close(now); !closed) return closed;
  auto report = (*account)->read(now, [](World& world) { return world.report(); });
  std::unique_lock guard(lock_);
  std::erase_if(by_key_, [&](const auto& entry) { return entry.second == *account; });
  // Another call may have erased it, and its key opened a new one of that handle since.
  const auto erased =
      std::erase_if(by_handle_, [&](const auto& e) { return e.second == *account; });
  if (erased > 0 && deleted_.size() < kMostReports) deleted_.push_back(std::move(report));
  return success();
}

std::vector<AccountReport> Accounts::reports_of_deleted() const {
  std::shared_lock guard(lock_);
  return deleted_;
}

Accounts::Handle Accounts::owner_of(std::string_view response_id, RealTime now) const {
  for (const Handle& account : all()) {
    if (account->read(now, [&](World& world) { return world.find_job(response_id).ok(); })) {
      return account;
    }
  }
  return nullptr;
}

}  // namespace asyncsim
