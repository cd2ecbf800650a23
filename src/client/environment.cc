#include "client/environment.h"

#include <charconv>

#include "base/system.h"

namespace repoint {

std::string SubjectOf(const Environment& env) {
  if (env.other) return env.other->name;
  return env.traits().live ? env.user_name : env.user.Describe();
}

void SetHive(Environment& env, const std::string& path) {
  env.kind = StoreKind::kHive;
  env.user_name = CanonicalPath(path);
  env.store = env.store_out = "hive:" + env.user_name;
}

Result<std::optional<CodePage>> SystemAnsiPage(Registry& machine) {
  REPOINT_ASSIGN(const auto value,
                 machine.GetValue("SYSTEM\\CurrentControlSet\\Control\\Nls\\CodePage", "ACP"));
  const std::string text = value ? SzText(*value).value_or("") : "";
  int number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc() || number == 0) return std::nullopt;
  auto page = CodePage::Find(number);
  if (!page) return std::nullopt;
  return *page;
}

}  // namespace repoint
