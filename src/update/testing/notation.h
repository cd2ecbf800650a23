// Registry values of profiles as text that a person can read, for tests.
//
// The lines of a version 5 export, with sections by their nicknames ([settings], [private], ...)
// and with three more kinds of data, all of them REG_BINARY:
//   "001f6641"=wide:"SMTP:bob@contoso.example"   UTF-16LE with its terminator
//   "01020fff"=bin:00000000 'EMSMDB.DLL' 00 w'bob' {private}
//                                                hex, single bytes, UTF-16LE, a section's uid
//   "101e6613"=multi4:'one'|'two'                a multi-value of width 4 (or multi8:), the type by
//                                                the name, elements spelled as after bin:
#ifndef REPOINT_UPDATE_TESTING_NOTATION_H_
#define REPOINT_UPDATE_TESTING_NOTATION_H_

#include <string>
#include <string_view>
#include <vector>

#include "registry/registry.h"

namespace repoint {

// Nicknames of sections: "settings" -> its path below the profile. Aborts for an unknown one.
std::string SectionPath(std::string_view nickname);

// The notation as a plain export below `profile_key`.
std::string ToRegText(std::string_view notation, std::string_view profile_key);

// The bytes of what stands after bin:.
Bytes Bin(std::string_view spelled);

// The values of the lines, without sections.
std::vector<NamedValue> ParseLines(std::string_view lines);
// Values one a line, sorted by name; each byte and type can be read from it.
std::string Show(std::vector<NamedValue> values);
// Lines as Show() spells them.
inline std::string Shown(std::string_view lines) { return Show(ParseLines(lines)); }

}  // namespace repoint

#endif  // REPOINT_UPDATE_TESTING_NOTATION_H_
