// Properties in a section of a profile: values looked up by id, text in any of the forms it is
// stored in.
#ifndef REPOINT_PROFILE_PROPS_H_
#define REPOINT_PROFILE_PROPS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/codepage.h"
#include "mapi/tags.h"
#include "mapi/values.h"
#include "registry/registry.h"

namespace repoint {

// The code page of ANSI text in a store; nullopt when nobody told.
using AnsiPage = std::optional<CodePage>;

// Whether a property of this type is a single string.
inline bool IsTextType(uint16_t type) {
  return type == mapi::kPtString8 || type == mapi::kPtUnicode;
}

// How the text of a value lies in its bytes: 001e in REG_BINARY is ANSI, everything else (REG_SZ,
// and 001f or a named value in REG_BINARY) is UTF-16. nullopt for other registry types.
std::optional<mapi::TextForm> TextFormOf(const RegValue& value, uint16_t prop_type);

// Whether the value's bytes are a text of this type; else it is opaque.
bool DecodesAsText(const RegValue& value, uint16_t prop_type);

// The text of a property value, or of a named value of the account manager (`prop_type`
// PT_UNICODE). nullopt when it is opaque or cannot be read without a code page.
std::optional<std::string> TextOf(const RegValue& value, uint16_t prop_type, const AnsiPage& ansi);

// The same value with other text, in the form and with the terminators of `old`; nullopt when `old`
// is opaque or the text does not fit.
std::optional<RegValue> WithText(const RegValue& old, uint16_t prop_type, std::string_view utf8,
                                 const AnsiPage& ansi);

// First text of either string type stored under this id.
std::optional<std::string> TextProp(const KeyTree& section, uint16_t id, const AnsiPage& ansi);
// Data of 0102<id>, whatever its registry type.
const RegValue* BinaryProp(const KeyTree& section, uint16_t id);
std::optional<uint32_t> LongProp(const KeyTree& section, uint16_t id);
// Section names in a list of MAPIUIDs (0102<id>); empty when absent or damaged.
std::vector<std::string> UidListProp(const KeyTree& section, uint16_t id);
bool HasTextProp(const KeyTree& section, uint16_t id);

}  // namespace repoint

#endif  // REPOINT_PROFILE_PROPS_H_
