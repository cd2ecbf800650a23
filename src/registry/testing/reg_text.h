// Registries from visible text in tests.
#ifndef REPOINT_REGISTRY_TESTING_REG_TEXT_H_
#define REPOINT_REGISTRY_TESTING_REG_TEXT_H_

#include <string_view>

#include "registry/memory.h"

namespace repoint {

// The registry that an import of this export leaves: UTF-8 text of version 5, with or without its
// signature line, of one user (keys below [HKEY_CURRENT_USER\...]). Aborts the test program with a
// message when the text is no export.
MemoryRegistry LoadRegText(std::string_view reg_text);

}  // namespace repoint

#endif  // REPOINT_REGISTRY_TESTING_REG_TEXT_H_
