// A folder of its own for a test that needs the real file system.
#ifndef REPOINT_BASE_TESTING_TEMP_FOLDER_H_
#define REPOINT_BASE_TESTING_TEMP_FOLDER_H_

#include <string>
#include <string_view>

namespace repoint {

// Made in $TMPDIR or /tmp; removed with all in it by the destructor.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::string& path() const { return path_; }
  // The path of `name` in it.
  std::string operator/(std::string_view name) const;

 private:
  std::string path_;
};

}  // namespace repoint

#endif  // REPOINT_BASE_TESTING_TEMP_FOLDER_H_
