#include "registry/regfile.h"

#include <utility>

#include "base/codepage.h"
#include "base/system.h"
#include "base/text.h"
#include "registry/memory.h"
#include "registry/regfile_export.h"
#include "registry/regfile_import.h"
#include "registry/regfile_root.h"

namespace repoint {
namespace {

// A full export of a large user hive has some 50 MB; its document takes several times as much
// memory.
constexpr uint64_t kMaxFileSize = uint64_t{256} << 20;

class RegFile : public Registry {
 public:
  RegFile(FileSystem& files, std::string path, std::optional<std::string> out,
          std::optional<CodePage> ansi, regtext::Document document, UserRoot root, KeyTree tree)
      : files_(files),
        out_(std::move(out)),
        ansi_(std::move(ansi)),
        document_(std::move(document)),
        root_(std::move(root)),
        before_(tree),
        memory_(std::move(path), std::move(tree)) {}

  std::string Describe() const override { return memory_.Describe(); }

  bool StoresAnsiText() const override { return document_.encoding == regtext::Encoding::kAnsi; }

  Status CheckWritable() override {
    REPOINT_TRY(CheckOut());
    if (writable_) return {};
    REPOINT_ASSIGN(const auto folder, files_.Stat(FolderOf(*out_)));
    if (!folder || !folder->is_folder) {
      return Fail(ErrorCode::kNotFound, "the folder for -Out does not exist", FolderOf(*out_));
    }
    REPOINT_ASSIGN(const auto there, files_.Stat(*out_));
    if (there && there->is_folder) {
      return Fail(ErrorCode::kDenied, "-Out is a folder; name a file in it", *out_);
    }
    REPOINT_ASSIGN(const bool in_use, files_.InUse(*out_));
    if (in_use) return Fail(ErrorCode::kInUse, "another program holds the file of -Out", *out_);
    REPOINT_TRY(CheckFolder());
    writable_ = true;
    return {};
  }

  Status Flush() override {
    if (!out_) return {};
    REPOINT_ASSIGN(const regtext::Document out,
                   ChangedExport(document_, root_, before_, memory_.root()));
    REPOINT_ASSIGN(const Bytes bytes, regtext::Write(out, ansi_));
    return files_.WriteWhole(*out_, bytes, Access::kDefault);
  }

  Result<std::optional<std::vector<std::string>>> Subkeys(std::string_view key) override {
    return memory_.Subkeys(key);
  }
  Result<std::optional<std::vector<NamedValue>>> Values(std::string_view key) override {
    return memory_.Values(key);
  }
  Result<std::optional<RegValue>> GetValue(std::string_view key, std::string_view name) override {
    return memory_.GetValue(key, name);
  }

  Status SetValue(std::string_view key, std::string_view name, const RegValue& value) override {
    REPOINT_TRY(CheckOut());
    REPOINT_TRY(CheckKey(key));
    REPOINT_TRY(CheckValue(key, name, value));
    return memory_.SetValue(key, name, value);
  }
  Status CreateKey(std::string_view key) override {
    REPOINT_TRY(CheckOut());
    REPOINT_TRY(CheckKey(key));
    return memory_.CreateKey(key);
  }
  Status DeleteValue(std::string_view key, std::string_view name) override {
    REPOINT_TRY(CheckOut());
    return memory_.DeleteValue(key, name);
  }
  Status DeleteKey(std::string_view key) override {
    REPOINT_TRY(CheckOut());
    return memory_.DeleteKey(key);
  }

 private:
  Status CheckOut() const {
    if (out_) return {};
    return Fail(ErrorCode::kDenied, "an export is not changed in place: give -Out", Describe());
  }

  // Whether a file can be made beside -Out, as Flush does: only trying it tells.
  Status CheckFolder() {
    const std::string trial = JoinPath(FolderOf(*out_), "new-" + UniqueId() + ".tmp");
    if (const Status made = files_.WriteWhole(trial, {}, Access::kDefault); !made) {
      return Fail(made.error().code,
                  "-Out cannot be written, choose another folder: " + made.error().message, *out_);
    }
    return files_.Remove(trial);
  }

  std::unexpected<Error> DoesNotFit(std::string_view key) const {
    const std::string_view message = ansi_ ? "a new name does not fit the code page of the export"
                                           : "a new name is not ASCII: give -CodePage";
    return Fail(ErrorCode::kUnsupported, std::string(message), std::string(key));
  }

  static const KeyTree* Find(const KeyTree* tree, std::string_view key) {
    if (key.empty()) return tree;
    for (const std::string_view name : Split(key, '\\')) {
      if (tree != nullptr) tree = tree->FindKey(name);
    }
    return tree;
  }

  // Names that come from the export can be written there again; new ones must fit, and a key line
  // is one line.
  Status CheckKey(std::string_view key) const {
    if (Find(&before_, key) != nullptr || Find(&memory_.root(), key) != nullptr) return {};
    const size_t last = key.rfind('\\');
    const bool top = last == std::string_view::npos;
    const std::string_view name = top ? key : key.substr(last + 1);
    if (name.find_first_of("\r\n") != std::string_view::npos) {
      return Fail(ErrorCode::kUnsupported, "an export cannot hold a key name with a line break",
                  std::string(key));
    }
    if (!regtext::Fits(name, document_, ansi_)) return DoesNotFit(key);
    return top ? Status{} : CheckKey(key.substr(0, last));
  }

  // Says at once what Flush could not write; what stood there before can always be put back.
  Status CheckValue(std::string_view key, std::string_view name, const RegValue& value) const {
    const KeyTree* before = Find(&before_, key);
    const RegValue* old = before == nullptr ? nullptr : before->FindValue(name);
    if (old != nullptr && *old == value) return {};
    if (old == nullptr && !regtext::Fits(name, document_, ansi_)) return DoesNotFit(key);
    regtext::ValueLine line;
    line.name = name;
    line.type = value.type;
    line.data = value.data;
    REPOINT_TRY(regtext::ValueText(line, document_, ansi_));
    return {};
  }

  FileSystem& files_;
  std::optional<std::string> out_;
  std::optional<CodePage> ansi_;
  regtext::Document document_;
  UserRoot root_;
  KeyTree before_;
  MemoryRegistry memory_;
  bool writable_ = false;  // CheckWritable has tried it
};

std::unexpected<Error> At(const std::string& path, Error error) {
  if (error.where.empty()) error.where = path;
  return std::unexpected(std::move(error));
}

Result<std::optional<CodePage>> FindCodePage(const std::optional<int>& number) {
  if (!number) return std::nullopt;
  REPOINT_ASSIGN(const CodePage page, CodePage::Find(*number));
  return page;
}

}  // namespace

Result<std::unique_ptr<Registry>> OpenRegFile(FileSystem& files, const std::string& path,
                                              const RegFileOptions& options) {
  REPOINT_ASSIGN(std::optional<CodePage> ansi, FindCodePage(options.code_page));
  REPOINT_ASSIGN(const Bytes bytes, ReadWhole(files, path, kMaxFileSize));
  Result<regtext::Document> document = regtext::Parse(bytes, ansi);
  if (!document) return At(path, document.error());
  Result<UserRoot> root = FindUserRoot(*document);
  if (!root) return At(path, root.error());
  Result<KeyTree> tree = ImportKeys(*document, *root);
  if (!tree) return At(path, tree.error());
  return std::make_unique<RegFile>(files, path, options.out, std::move(ansi), *std::move(document),
                                   *std::move(root), *std::move(tree));
}

}  // namespace repoint
