#include "console/database_address.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace repoint::console {
namespace {

constexpr std::string_view kSqlitePrefix = "sqlite:";
constexpr std::string_view kPostgresqlPrefixes[] = {"postgresql://", "postgres://"};
constexpr std::string_view kSecretOptions[] = {"password", "sslpassword"};
constexpr std::string_view kHidden = "***";
// Seconds that SQLite waits for another console (PostgreSQL: lock_timeout in database.cc).
constexpr int kSqliteWaitSeconds = 30;

std::string Replaced(std::string text, std::string_view from, std::string_view to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// The passwords in an address: behind the user's name, and among the options. libpq ends the part
// with user and password at the last '@' before the path.
std::vector<std::string> SecretsIn(std::string_view rest) {
  std::vector<std::string> secrets;
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
  const size_t at = rest.substr(0, rest.find('?')).rfind('@');
  const size_t colon = authority.find(':');
  if (at != std::string_view::npos && colon < at) {
    secrets.emplace_back(rest.substr(colon + 1, at - colon - 1));
  }
  const size_t question = rest.find('?');
  if (question == std::string_view::npos) return secrets;
  for (const std::string_view option : Split(rest.substr(question + 1), '&')) {
    const size_t equals = option.find('=');
    if (std::ranges::count(kSecretOptions, option.substr(0, equals)) == 0) continue;
    if (equals != std::string_view::npos) secrets.emplace_back(option.substr(equals + 1));
  }
  std::erase(secrets, "");
  // A password that is part of another must not spoil finding that one.
  std::ranges::sort(secrets, std::ranges::greater{}, &std::string::size);
  return secrets;
}

}  // namespace

Result<DatabaseAddress> DatabaseAddress::Parse(std::string_view text) {
  DatabaseAddress address;
  for (const std::string_view prefix : kPostgresqlPrefixes) {
    if (!text.starts_with(prefix)) continue;
    address.engine_ = Database::Engine::kPostgresql;
    address.secrets_ = SecretsIn(text.substr(prefix.size()));
    address.shown_ = address.Cleaned(text);
    if (text.find(' ') != std::string_view::npos) {
      return Fail(ErrorCode::kUsage, "the address of a database must not hold a space: write %20",
                  address.shown_);
    }
    // SOCI takes the address for options and puts a '=' behind one that has none.
    const char joint = text.find('?') == std::string_view::npos ? '?' : '&';
    address.connection_ = fmt::format("{}{}client_encoding=UTF8", text, joint);
    return address;
  }
  if (text.starts_with(kSqlitePrefix)) text.remove_prefix(kSqlitePrefix.size());
  address.path_ = address.shown_ = std::string(text);
  if (text.empty()) return Fail(ErrorCode::kUsage, "the path of the database is empty");
  if (text.find('"') != std::string_view::npos) {
    return Fail(ErrorCode::kUsage, "the path of a database must not hold a quote", address.path_);
  }
  // Quotes, for a space would end the path.
  address.connection_ = fmt::format("dbname=\"{}\" timeout={}", text, kSqliteWaitSeconds);
  return address;
}

std::string DatabaseAddress::Cleaned(std::string_view message) const {
  std::string text(message);
  for (const std::string& secret : secrets_) text = Replaced(text, secret, kHidden);
  std::vector<std::string> lines;
  for (const std::string_view line : Split(text, '\n')) {
    if (const std::string_view trimmed = Trim(line); !trimmed.empty()) lines.emplace_back(trimmed);
  }
  return Join(lines, ", ");
}

}  // namespace repoint::console
