#include "console/testing/read_directory.h"

#include "base/testing/fake_files.h"

namespace repoint::console {

DirectorySpec LdapSpec(const std::string& address) {
  DirectorySpec spec;
  spec.address = address;
  spec.base = "dc=contoso,dc=example";
  spec.timeout_seconds = 10;
  return spec;
}

Status ReadAll(const DirectorySpec& spec, const ObjectVisitor& visit) {
  FakeFiles files;
  REPOINT_ASSIGN(const auto directory, OpenDirectory(spec, files, nullptr));
  return directory->Read(visit);
}

Result<std::vector<DirectoryObject>> Objects(const DirectorySpec& spec) {
  std::vector<DirectoryObject> objects;
  REPOINT_TRY(ReadAll(spec, [&](DirectoryObject object) -> Status {
    objects.push_back(std::move(object));
    return {};
  }));
  return objects;
}

std::vector<std::string> Keys(const DirectorySpec& spec) {
  std::vector<std::string> keys;
  const Status read = ReadAll(spec, [&](const DirectoryObject& object) -> Status {
    keys.push_back(object.key);
    return {};
  });
  return read ? keys : std::vector<std::string>{"error: " + read.error().ToString()};
}

}  // namespace repoint::console
