#include "registry/reg_export.h"

#include <string>
#include <utility>

#include "base/text.h"

namespace repoint {
namespace {

Status CheckName(std::string_view name, std::string_view key, std::string_view forbidden,
                 regtext::Encoding encoding) {
  if (name.find_first_of(forbidden) != std::string_view::npos) {
    return Fail(ErrorCode::kUnsupported, "a name in this key is none that an export can hold",
                std::string(key));
  }
  if (encoding == regtext::Encoding::kUtf8 && !IsUtf8(name)) {
    return Fail(ErrorCode::kUnsupported,
                "a name in this key has half a surrogate pair, which UTF-8 cannot hold",
                std::string(key));
  }
  return {};
}

Status AddKey(const KeyTree& tree, const std::string& key, regtext::Document& document) {
  // The zero is one of those that are looked for.
  static constexpr std::string_view kInValues("\r\n\0", 3);
  static constexpr std::string_view kInKeys("\r\n\0\\", 4);
  regtext::Section& section = document.sections.emplace_back();
  section.key = key;
  for (const NamedValue& value : tree.values) {
    REPOINT_TRY(CheckName(value.name, key, kInValues, document.encoding));
    regtext::ValueLine line;
    line.name = value.name;
    line.type = value.value.type;
    line.data = value.value.data;
    section.values.push_back(std::move(line));
  }
  for (const KeyTree& subkey : tree.subkeys) {
    REPOINT_TRY(CheckName(subkey.name, key, kInKeys, document.encoding));
    REPOINT_TRY(AddKey(subkey, JoinKey(key, subkey.name), document));
  }
  return {};
}

}  // namespace

Result<Bytes> ExportTree(const KeyTree& tree, std::string_view full_key,
                         regtext::Encoding encoding) {
  regtext::Document document = regtext::NewDocument();
  document.encoding = encoding;
  document.bom = encoding == regtext::Encoding::kUtf16Le;
  REPOINT_TRY(AddKey(tree, std::string(full_key), document));
  return regtext::Write(document);
}

}  // namespace repoint
