#include "profile/bindings.h"

#include "base/text.h"
#include "mapi/tags.h"
#include "mapi/values.h"

namespace repoint {

std::optional<Binding> ParseBinding(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const size_t bracket = std::min(text.find('[', colon), text.size());
  return Binding{text.substr(0, colon), text.substr(colon + 1, bracket - colon - 1),
                 text.substr(bracket)};
}

std::vector<std::string> BindingHosts(const KeyTree& section) {
  std::vector<std::string> hosts;
  const RegValue* value = section.FindValue("101e6613");
  if (value == nullptr) return hosts;
  const auto bindings = mapi::DecodeMulti(value->data, mapi::kPtMvString8);
  if (!bindings) return hosts;
  for (const Bytes& item : bindings->items) {
    const auto binding = ParseBinding(AsChars(item));
    if (binding && IsAscii(binding->host)) hosts.emplace_back(binding->host);
  }
  return hosts;
}

}  // namespace repoint
