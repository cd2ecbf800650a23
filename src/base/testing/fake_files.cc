#include "base/testing/fake_files.h"

#include <algorithm>

namespace repoint {
namespace {

// "./a//b/" is "a/b"; the working directory is "", the root "/".
std::string Normalised(std::string_view path) {
  std::string out = !path.empty() && IsSeparator(path.front()) ? "/" : "";
  while (!path.empty()) {
    const size_t end = std::min(
        static_cast<size_t>(std::ranges::find_if(path, IsSeparator) - path.begin()), path.size());
    const std::string_view name = path.substr(0, end);
    if (!name.empty() && name != ".") {
      if (!out.empty() && out.back() != '/') out += '/';
      out += name;
    }
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return out;
}

// Of a normalised path.
std::string ParentOf(std::string_view key) {
  const size_t end = key.rfind('/');
  if (end == std::string_view::npos) return "";
  return std::string(key.substr(0, std::max<size_t>(end, key.starts_with('/') ? 1 : 0)));
}

// Whether a normalised path lies somewhere below a folder.
bool LiesIn(std::string_view key, std::string_view folder) {
  return key.size() > folder.size() && key.starts_with(folder) && key[folder.size()] == '/';
}

bool IsBuiltIn(std::string_view key) { return key.empty() || key == "/"; }

std::unexpected<Error> NotThere(std::string_view path) {
  return Fail(ErrorCode::kNotFound, "not there", std::string(path));
}

}  // namespace

// Reads the bytes as they were when it was opened.
class FakeFiles::File : public ReadableFile {
 public:
  explicit File(Bytes bytes) : bytes_(std::move(bytes)) {}

  uint64_t size() const override { return bytes_.size(); }

  Result<Bytes> ReadAt(uint64_t offset, size_t count) override {
    if (offset >= bytes_.size()) return Bytes();
    const ByteView rest = ByteView(bytes_).subspan(static_cast<size_t>(offset));
    return ToBytes(rest.first(std::min(count, rest.size())));
  }

 private:
  Bytes bytes_;
};

class FakeFiles::Whole : public WholeFile {
 public:
  Whole(FakeFiles& files, std::string_view path, std::string temporary, Access access)
      : files_(files), path_(path), temporary_(std::move(temporary)) {
    files_.nodes_[Normalised(temporary_)] =
        Node{.bytes = {}, .access = access, .modified_seconds = files_.now_};
  }
  ~Whole() override {
    if (!committed_) files_.nodes_.erase(Normalised(temporary_));
  }

  Status Append(ByteView bytes) override {
    if (sealed_) return Fail(ErrorCode::kInternal, "nothing can be appended any more", path_);
    Bytes& written = files_.nodes_[Normalised(temporary_)].bytes;
    written.insert(written.end(), bytes.begin(), bytes.end());
    return {};
  }

  Status Seal() override {
    sealed_ = true;
    return {};
  }

  Status Commit() override {
    sealed_ = true;
    REPOINT_TRY(files_.Begin("Commit", path_));
    REPOINT_TRY(files_.CheckWritable(path_));
    const std::string key = Normalised(path_);
    files_.nodes_.erase(key);
    auto node = files_.nodes_.extract(Normalised(temporary_));
    node.key() = key;
    files_.nodes_.insert(std::move(node));
    committed_ = true;
    return {};
  }

  const std::string& path() const override { return temporary_; }

 private:
  FakeFiles& files_;
  std::string path_;
  std::string temporary_;
  bool sealed_ = false;
  bool committed_ = false;
};

class FakeFiles::InPlace : public InPlaceFile {
 public:
  InPlace(FakeFiles& files, std::string_view path) : files_(files), path_(path) {}

  Status WriteAt(uint64_t offset, ByteView bytes) override {
    REPOINT_TRY(files_.Begin("WriteAt", path_));
    Node& node = files_.nodes_[Normalised(path_)];
    if (node.bytes.size() < offset + bytes.size()) node.bytes.resize(offset + bytes.size());
    std::ranges::copy(bytes, node.bytes.begin() + static_cast<ptrdiff_t>(offset));
    node.modified_seconds = files_.now_;
    return {};
  }

  Status Sync() override { return files_.Begin("Sync", path_); }

 private:
  FakeFiles& files_;
  std::string path_;
};

class FakeFiles::HeldLock : public FileLock {
 public:
  HeldLock(FakeFiles& files, std::string key) : files_(files), key_(std::move(key)) {}
  ~HeldLock() override { files_.locked_.erase(key_); }

 private:
  FakeFiles& files_;
  std::string key_;
};

void FakeFiles::Put(std::string_view path, std::string_view text) { Put(path, AsBytes(text)); }

void FakeFiles::Put(std::string_view path, ByteView bytes) {
  const std::string key = Normalised(path);
  PutFolder(ParentOf(key));
  nodes_[key] = Node{.bytes = ToBytes(bytes), .modified_seconds = now_};
}

void FakeFiles::PutFolder(std::string_view path) {
  for (std::string key = Normalised(path); !IsBuiltIn(key); key = ParentOf(key)) {
    nodes_[key].is_folder = true;
  }
}

std::optional<std::string> FakeFiles::Text(std::string_view path) const {
  const Node* const node = Find(path);
  if (node == nullptr || node->is_folder) return std::nullopt;
  return std::string(AsChars(node->bytes));
}

Access FakeFiles::AccessOf(std::string_view path) const {
  const Node* const node = Find(path);
  return node == nullptr ? Access::kDefault : node->access;
}

std::vector<std::string> FakeFiles::AllFiles() const {
  std::vector<std::string> paths;
  for (const auto& [key, node] : nodes_) {
    if (!node.is_folder) paths.push_back(key);
  }
  return paths;
}

void FakeFiles::SetInUse(std::string_view path, bool in_use) {
  if (in_use) {
    in_use_.insert(Normalised(path));
  } else {
    in_use_.erase(Normalised(path));
  }
}

void FakeFiles::SetForeign(std::string_view path, bool foreign) {
  if (foreign) {
    foreign_.insert(Normalised(path));
  } else {
    foreign_.erase(Normalised(path));
  }
}

void FakeFiles::SetError(std::string_view path, std::optional<Error> error) {
  if (error) {
    errors_[Normalised(path)] = std::move(*error);
  } else {
    errors_.erase(Normalised(path));
  }
}

Result<std::optional<FileInfo>> FakeFiles::Stat(std::string_view path) {
  REPOINT_TRY(Begin("Stat", path));
  if (const Node* const node = Find(path)) {
    return FileInfo{.size = node->bytes.size(),
                    .modified_seconds = node->modified_seconds,
                    .is_folder = node->is_folder};
  }
  if (IsFolder(path)) return FileInfo{.is_folder = true};
  return std::nullopt;
}

Result<std::unique_ptr<ReadableFile>> FakeFiles::Open(std::string_view path) {
  REPOINT_TRY(Begin("Open", path));
  if (IsFolder(path)) return Fail(ErrorCode::kConflict, "is a folder", std::string(path));
  const Node* const node = Find(path);
  if (node == nullptr) return NotThere(path);
  return std::make_unique<File>(node->bytes);
}

Result<std::unique_ptr<ReadableFile>> FakeFiles::OpenOwn(std::string_view path) {
  if (!foreign_.contains(Normalised(path))) return Open(path);
  REPOINT_TRY(Begin("Open", path));
  return Fail(ErrorCode::kDenied, "belongs to somebody else", std::string(path));
}

Result<std::vector<std::string>> FakeFiles::List(std::string_view folder) {
  REPOINT_TRY(Begin("List", folder));
  const std::string parent = Normalised(folder);
  if (Find(folder) != nullptr && !IsFolder(folder)) {
    return Fail(ErrorCode::kConflict, "not a folder", std::string(folder));
  }
  std::vector<std::string> names;
  for (const auto& [key, node] : nodes_) {
    if (ParentOf(key) == parent) names.push_back(key.substr(key.rfind('/') + 1));
  }
  std::ranges::sort(names);
  return names;
}

Status FakeFiles::CreateFolders(std::string_view folder, Access access) {
  REPOINT_TRY(Begin("CreateFolders", folder));
  for (std::string key = Normalised(folder); !IsFolder(key); key = ParentOf(key)) {
    if (Find(key) != nullptr) {
      return Fail(ErrorCode::kConflict, "is there, but not a folder", std::string(folder));
    }
    nodes_[key] = Node{.bytes = {}, .access = access, .modified_seconds = now_, .is_folder = true};
  }
  return {};
}

Result<std::unique_ptr<WholeFile>> FakeFiles::CreateWhole(std::string_view path, Access access) {
  REPOINT_TRY(Begin("CreateWhole", path));
  REPOINT_TRY(CheckWritable(path));
  const std::string name = "repoint-1-" + std::to_string(++temporaries_) + ".tmp";
  return std::make_unique<Whole>(*this, path, JoinPath(FolderOf(path), name), access);
}

Result<std::unique_ptr<InPlaceFile>> FakeFiles::OpenInPlace(std::string_view path) {
  REPOINT_TRY(Begin("OpenInPlace", path));
  REPOINT_TRY(CheckWritable(path));
  if (Find(path) == nullptr) return NotThere(path);
  return std::make_unique<InPlace>(*this, path);
}

Status FakeFiles::Append(std::string_view path, ByteView bytes, Access access) {
  REPOINT_TRY(Begin("Append", path));
  REPOINT_TRY(CheckWritable(path));
  const std::optional<size_t> torn = std::exchange(torn_append_, std::nullopt);
  const ByteView written = bytes.first(std::min(torn.value_or(bytes.size()), bytes.size()));
  const auto [found, made] = nodes_.try_emplace(Normalised(path));
  Node& node = found->second;
  if (made) node.access = access;
  node.bytes.insert(node.bytes.end(), written.begin(), written.end());
  node.modified_seconds = now_;
  return torn ? Status(Fail(ErrorCode::kIo, "no more room", std::string(path))) : Status();
}

Status FakeFiles::Rename(std::string_view from, std::string_view to) {
  REPOINT_TRY(Begin("Rename", from, to));
  const std::string old_key = Normalised(from);
  const std::string new_key = Normalised(to);
  if (Find(from) == nullptr) return NotThere(from);
  if (in_use_.contains(old_key) || locked_.contains(old_key)) {
    return Fail(ErrorCode::kInUse, "another program holds it", std::string(from));
  }
  if (Find(to) != nullptr || IsFolder(to)) {
    return Fail(ErrorCode::kConflict, "is there already", std::string(to));
  }
  if (!IsFolder(ParentOf(new_key))) return NotThere(to);
  if (LiesIn(new_key, old_key)) return Fail(ErrorCode::kIo, "into itself", std::string(from));
  std::vector<std::string> moved = {old_key};
  for (const auto& [key, node] : nodes_) {
    if (LiesIn(key, old_key)) moved.push_back(key);
  }
  for (const std::string& key : moved) {
    auto node = nodes_.extract(key);
    node.key() = new_key + key.substr(old_key.size());
    nodes_.insert(std::move(node));
  }
  return {};
}

Status FakeFiles::Remove(std::string_view path) {
  REPOINT_TRY(Begin("Remove", path));
  const std::string key = Normalised(path);
  if (in_use_.contains(key) || locked_.contains(key)) {
    return Fail(ErrorCode::kInUse, "another program holds it", std::string(path));
  }
  const auto is_below = [&](const auto& entry) { return LiesIn(entry.first, key); };
  if (std::ranges::any_of(nodes_, is_below)) {
    return Fail(ErrorCode::kConflict, "the folder is not empty", std::string(path));
  }
  nodes_.erase(key);
  return {};
}

Result<std::unique_ptr<FileLock>> FakeFiles::Lock(std::string_view path) {
  REPOINT_TRY(Begin("Lock", path));
  REPOINT_TRY(CheckWritable(path));
  const std::string key = Normalised(path);
  const auto [found, made] = nodes_.try_emplace(key);
  if (made) found->second.modified_seconds = now_;
  locked_.insert(key);
  return std::make_unique<HeldLock>(*this, key);
}

Result<bool> FakeFiles::InUse(std::string_view path) {
  REPOINT_TRY(Begin("InUse", path));
  return in_use_.contains(Normalised(path));
}

Status FakeFiles::Begin(std::string_view verb, std::string_view path, std::string_view to) {
  std::string call = std::string(verb) + " " + std::string(path);
  if (!to.empty()) call += " -> " + std::string(to);
  calls_.push_back(std::move(call));
  if (path.empty()) return Fail(ErrorCode::kUsage, "an empty path");
  for (const std::string_view each : {path, to}) {
    const auto found = errors_.find(Normalised(each));
    if (!each.empty() && found != errors_.end()) return std::unexpected(found->second);
  }
  return {};
}

Status FakeFiles::CheckWritable(std::string_view path) const {
  const std::string key = Normalised(path);
  if (IsFolder(key)) return Fail(ErrorCode::kConflict, "is a folder", std::string(path));
  if (!IsFolder(ParentOf(key))) return NotThere(path);
  if (in_use_.contains(key) || locked_.contains(key)) {
    return Fail(ErrorCode::kInUse, "another program holds it", std::string(path));
  }
  return {};
}

const FakeFiles::Node* FakeFiles::Find(std::string_view path) const {
  const auto found = nodes_.find(Normalised(path));
  return found == nodes_.end() ? nullptr : &found->second;
}

bool FakeFiles::IsFolder(std::string_view path) const {
  if (IsBuiltIn(Normalised(path))) return true;
  const Node* const node = Find(path);
  return node != nullptr && node->is_folder;
}

}  // namespace repoint
