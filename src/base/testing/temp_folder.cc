#include "base/testing/temp_folder.h"

#include <ftw.h>
#include <stdlib.h>

#include <cstdio>
#include <cstdlib>

#include "base/files.h"

namespace repoint {
namespace {

constexpr int kOpenFolders = 16;

int RemoveEntry(const char* path, const struct stat*, int, FTW*) {
  ::remove(path);
  return 0;
}

}  // namespace

TempFolder::TempFolder() {
  const char* const parent = getenv("TMPDIR");
  path_ = JoinPath(parent == nullptr ? "/tmp" : parent, "repoint-test-XXXXXX");
  if (mkdtemp(path_.data()) == nullptr) std::abort();  // no test can go on without it
}

TempFolder::~TempFolder() {
  nftw(path_.c_str(), RemoveEntry, kOpenFolders, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

std::string TempFolder::operator/(std::string_view name) const { return JoinPath(path_, name); }

}  // namespace repoint
