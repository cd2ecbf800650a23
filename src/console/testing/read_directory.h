// Shorthands of the tests that read a directory over LDAP.
#ifndef REPOINT_CONSOLE_TESTING_READ_DIRECTORY_H_
#define REPOINT_CONSOLE_TESTING_READ_DIRECTORY_H_

#include <string>
#include <vector>

#include "base/result.h"
#include "console/directory.h"

namespace repoint::console {

// Active Directory at `address`, base dc=contoso,dc=example, ten seconds for an answer.
DirectorySpec LdapSpec(const std::string& address);

// Opens with nobody to ask, and reads.
Status ReadAll(const DirectorySpec& spec, const ObjectVisitor& visit);
Result<std::vector<DirectoryObject>> Objects(const DirectorySpec& spec);
// Their keys; "error: ..." alone when it failed.
std::vector<std::string> Keys(const DirectorySpec& spec);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_TESTING_READ_DIRECTORY_H_
