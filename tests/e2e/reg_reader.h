// A second, tiny reader of registry exports, so that a fault of the product's own does not hide in
// what the tests compare. It knows what the fixtures need: strings, dword, hex, deletions.
#ifndef REPOINT_TESTS_E2E_REG_READER_H_
#define REPOINT_TESTS_E2E_REG_READER_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace repoint {

// Full key -> value name -> "<registry type>:<hex>", text as UTF-16LE with its NUL.
using RegState = std::map<std::string, std::map<std::string, std::string>>;

// The text of an export as UTF-8, with \n as line end. REGEDIT4 is taken for Latin-1.
std::string RegText(std::string_view file);

// Carries out an export on a state, as an import does.
void Import(std::string_view file, RegState& state);
RegState ReadReg(std::string_view file);

// The export without a key and what lies below it; bytes of the other keys as they were.
std::string WithoutKey(std::string_view file, std::string_view key);

// The source text of each key below `key`, in the order of the file.
std::vector<std::string> BlocksBelow(std::string_view file, std::string_view key);

}  // namespace repoint

#endif  // REPOINT_TESTS_E2E_REG_READER_H_
