#include <windows.h>

#include <algorithm>
#include <utility>

#include "base/system.h"
#include "base/text.h"
#include "base/win32.h"
#include "registry/live.h"

namespace repoint {
namespace {

constexpr DWORD kMaxValueName = 16383;  // units, without the terminator
constexpr DWORD kMaxKeyName = 255;
// How often a value may grow between the call that asks for its size and the one that reads it.
constexpr int kMaxTries = 16;

class Key {
 public:
  Key() = default;
  Key(Key&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Key& operator=(Key&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Key() {
    if (handle_ != nullptr) RegCloseKey(handle_);
  }

  HKEY get() const { return handle_; }
  HKEY* out() { return &handle_; }

 private:
  HKEY handle_ = nullptr;
};

bool IsAbsent(LONG code) { return code == ERROR_FILE_NOT_FOUND || code == ERROR_PATH_NOT_FOUND; }

std::unexpected<Error> Failed(LONG code, std::string_view what, std::string_view where) {
  return std::unexpected(Win32Error(static_cast<uint32_t>(code), what, where));
}

// Whether this is a 32-bit process on a 64-bit Windows. Windows XP before SP2 has no such function,
// and no such Windows.
bool IsWow64() {
  using Function = BOOL(WINAPI*)(HANDLE, BOOL*);
  const FARPROC address = GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "IsWow64Process");
  const auto function = reinterpret_cast<Function>(reinterpret_cast<void (*)()>(address));
  BOOL wow64 = FALSE;
  return function != nullptr && function(GetCurrentProcess(), &wow64) != 0 && wow64 != 0;
}

HKEY Handle(LiveRoot root) {
  switch (root) {
    case LiveRoot::kCurrentUser:
      return HKEY_CURRENT_USER;
    case LiveRoot::kLocalMachine:
      return HKEY_LOCAL_MACHINE;
    case LiveRoot::kClassesRoot:
      return HKEY_CLASSES_ROOT;
    case LiveRoot::kUsers:
      return HKEY_USERS;
  }
  return HKEY_CURRENT_USER;
}

std::string Description(LiveRoot root) {
  switch (root) {
    case LiveRoot::kCurrentUser:
      return "the registry of " + UserName();
    case LiveRoot::kLocalMachine:
      return "HKEY_LOCAL_MACHINE";
    case LiveRoot::kClassesRoot:
      return "HKEY_CLASSES_ROOT";
    case LiveRoot::kUsers:
      return "HKEY_USERS";
  }
  return "the registry";
}

// The names of all keys below one.
Result<std::vector<std::string>> KeyNames(HKEY key, std::string_view where) {
  std::vector<std::string> names;
  std::wstring name(kMaxKeyName + 1, L'\0');
  for (DWORD index = 0;; ++index) {
    auto length = static_cast<DWORD>(name.size());
    const LONG code =
        RegEnumKeyExW(key, index, name.data(), &length, nullptr, nullptr, nullptr, nullptr);
    if (code == ERROR_NO_MORE_ITEMS) return names;
    if (code != ERROR_SUCCESS) return Failed(code, "cannot list the keys", where);
    names.push_back(Narrow(std::wstring_view(name).substr(0, length)));
  }
}

// The value of an index; nullopt behind the last one. `name` and `data` are buffers that all values
// of a key share.
Result<std::optional<NamedValue>> ValueAt(HKEY key, DWORD index, std::wstring& name, Bytes& data,
                                          std::string_view where) {
  for (int tries = 0; tries < kMaxTries; ++tries) {
    auto length = static_cast<DWORD>(name.size());
    auto size = static_cast<DWORD>(data.size());
    DWORD type = 0;
    const LONG code =
        RegEnumValueW(key, index, name.data(), &length, nullptr, &type, data.data(), &size);
    if (code == ERROR_NO_MORE_ITEMS) return std::nullopt;
    if (code == ERROR_MORE_DATA) {
      data.resize(std::max<size_t>(size, data.size() * 2));
      continue;
    }
    if (code != ERROR_SUCCESS) return Failed(code, "cannot list the values", where);
    return NamedValue{Narrow(std::wstring_view(name).substr(0, length)),
                      {type, Bytes(data.begin(), data.begin() + static_cast<ptrdiff_t>(size))}};
  }
  return Fail(ErrorCode::kInUse, "a value changes while it is read", std::string(where));
}

class LiveRegistry : public Registry {
 public:
  LiveRegistry(LiveRoot root, REGSAM view)
      : root_(Handle(root)), view_(view), description_(Description(root)) {}
  // The keys below one of the root's.
  LiveRegistry(LiveRoot root, std::string top, std::string description)
      : root_(Handle(root)), top_(std::move(top)), description_(std::move(description)) {}

  std::string Describe() const override { return description_; }

  Status CheckWritable() override {
    Key key;
    const LONG code = RegOpenKeyExW(root_, Wide(JoinKey(top_, "Software")).c_str(), 0,
                                    KEY_SET_VALUE | KEY_CREATE_SUB_KEY | view_, key.out());
    if (code != ERROR_SUCCESS) return Failed(code, "cannot be written", description_);
    return {};
  }

  Status Flush() override {
    // What is written is the hive in which the key lies.
    Key key;
    LONG code = top_.empty()
                    ? ERROR_SUCCESS
                    : RegOpenKeyExW(root_, Wide(top_).c_str(), 0, KEY_QUERY_VALUE, key.out());
    if (code == ERROR_SUCCESS) code = RegFlushKey(top_.empty() ? root_ : key.get());
    if (code != ERROR_SUCCESS) return Failed(code, "cannot write to disk", description_);
    return {};
  }

  Result<std::optional<std::vector<std::string>>> Subkeys(std::string_view key) override {
    REPOINT_ASSIGN(const std::optional<Key> open, Open(key, KEY_ENUMERATE_SUB_KEYS));
    if (!open) return std::nullopt;
    return KeyNames(open->get(), key);
  }

  Result<std::optional<std::vector<NamedValue>>> Values(std::string_view key) override {
    REPOINT_ASSIGN(const std::optional<Key> open, Open(key, KEY_QUERY_VALUE));
    if (!open) return std::nullopt;
    std::vector<NamedValue> values;
    std::wstring name(kMaxValueName + 1, L'\0');
    Bytes data(4096);
    for (DWORD index = 0;; ++index) {
      REPOINT_ASSIGN(std::optional<NamedValue> value, ValueAt(open->get(), index, name, data, key));
      if (!value) return values;
      values.push_back(*std::move(value));
    }
  }

  Result<std::optional<RegValue>> GetValue(std::string_view key, std::string_view name) override {
    REPOINT_ASSIGN(const std::optional<Key> open, Open(key, KEY_QUERY_VALUE));
    if (!open) return std::nullopt;
    REPOINT_ASSIGN(const std::wstring wide, Name(name));
    Bytes data(512);
    for (int tries = 0; tries < kMaxTries; ++tries) {
      auto size = static_cast<DWORD>(data.size());
      DWORD type = 0;
      const LONG code =
          RegQueryValueExW(open->get(), wide.c_str(), nullptr, &type, data.data(), &size);
      if (IsAbsent(code)) return std::nullopt;
      if (code == ERROR_MORE_DATA) {
        data.resize(std::max<size_t>(size, data.size() * 2));
        continue;
      }
      if (code != ERROR_SUCCESS) return Failed(code, "cannot read a value", JoinKey(key, name));
      data.resize(size);
      return RegValue{type, std::move(data)};
    }
    return Fail(ErrorCode::kInUse, "a value changes while it is read", JoinKey(key, name));
  }

  Status SetValue(std::string_view key, std::string_view name, const RegValue& value) override {
    REPOINT_ASSIGN(const Key open, Create(key, KEY_SET_VALUE));
    REPOINT_ASSIGN(const std::wstring wide, Name(name));
    // Windows looks at the two bytes behind a text that has no terminator and stores them, too,
    // when they are zero. So something else stands there.
    Bytes data = value.data;
    data.insert(data.end(), 2, uint8_t{0xff});
    const LONG code = RegSetValueExW(open.get(), wide.c_str(), 0, value.type, data.data(),
                                     static_cast<DWORD>(value.data.size()));
    if (code != ERROR_SUCCESS) return Failed(code, "cannot write a value", JoinKey(key, name));
    return {};
  }

  Status CreateKey(std::string_view key) override {
    REPOINT_TRY(Create(key, KEY_QUERY_VALUE));
    return {};
  }

  Status DeleteValue(std::string_view key, std::string_view name) override {
    REPOINT_ASSIGN(const std::optional<Key> open, Open(key, KEY_SET_VALUE));
    if (!open) return {};
    REPOINT_ASSIGN(const std::wstring wide, Name(name));
    const LONG code = RegDeleteValueW(open->get(), wide.c_str());
    if (code == ERROR_SUCCESS || IsAbsent(code)) return {};
    return Failed(code, "cannot delete a value", JoinKey(key, name));
  }

  Status DeleteKey(std::string_view key) override {
    if (key.empty()) return Fail(ErrorCode::kUsage, "the root of a registry cannot be deleted");
    const size_t last = key.rfind('\\');
    const bool top = last == std::string_view::npos;
    REPOINT_ASSIGN(const std::optional<Key> parent,
                   Open(top ? std::string_view() : key.substr(0, last), KEY_QUERY_VALUE));
    if (!parent) return {};
    return DeleteBelow(parent->get(), top ? key : key.substr(last + 1), key);
  }

 private:
  // A name as Win32 takes it, which stops at a zero.
  static Result<std::wstring> Name(std::string_view name) {
    if (name.find('\0') == std::string_view::npos) return Wide(name);
    return Fail(ErrorCode::kUnsupported, "a name with a zero inside",
                std::string(name.substr(0, name.find('\0'))));
  }

  Result<std::optional<Key>> Open(std::string_view key, REGSAM access) const {
    REPOINT_ASSIGN(const std::wstring wide, Name(JoinKey(top_, key)));
    Key open;
    const LONG code = RegOpenKeyExW(root_, wide.c_str(), 0, access | view_, open.out());
    if (IsAbsent(code)) return std::nullopt;
    if (code != ERROR_SUCCESS) return Failed(code, "cannot open the key", key);
    return open;
  }

  Result<Key> Create(std::string_view key, REGSAM access) const {
    REPOINT_ASSIGN(const std::wstring wide, Name(JoinKey(top_, key)));
    Key made;
    const LONG code = RegCreateKeyExW(root_, wide.c_str(), 0, nullptr, 0, access | view_, nullptr,
                                      made.out(), nullptr);
    if (code != ERROR_SUCCESS) return Failed(code, "cannot make the key", key);
    return made;
  }

  // Children first: Windows XP has no RegDeleteTree. A link is deleted, not what it leads to. The
  // depth is bounded by Windows, which allows 512 levels.
  Status DeleteBelow(HKEY parent, std::string_view name, std::string_view where) const {
    REPOINT_ASSIGN(const std::wstring wide, Name(name));
    {
      Key key;
      const LONG code = RegOpenKeyExW(parent, wide.c_str(), REG_OPTION_OPEN_LINK,
                                      KEY_ENUMERATE_SUB_KEYS | view_, key.out());
      if (IsAbsent(code)) return {};
      if (code != ERROR_SUCCESS) return Failed(code, "cannot open the key", where);
      REPOINT_ASSIGN(const std::vector<std::string> names, KeyNames(key.get(), where));
      for (const std::string& child : names) {
        REPOINT_TRY(DeleteBelow(key.get(), child, JoinKey(where, child)));
      }
    }
    const LONG code = RegDeleteKeyW(parent, wide.c_str());
    if (code == ERROR_SUCCESS || IsAbsent(code)) return {};
    return Failed(code, "cannot delete the key", where);
  }

  HKEY root_;
  REGSAM view_ = 0;
  std::string top_;
  std::string description_;
};

}  // namespace

Result<std::unique_ptr<Registry>> OpenLiveRegistry(LiveRoot root) {
  // A user's keys that matter here are the same in both views.
  const bool other_view = root != LiveRoot::kCurrentUser && IsWow64();
  return std::make_unique<LiveRegistry>(root, other_view ? KEY_WOW64_64KEY : 0);
}

Result<std::unique_ptr<Registry>> OpenLiveUser(const std::string& sid, const std::string& name) {
  return std::make_unique<LiveRegistry>(LiveRoot::kUsers, sid, "the registry of " + name);
}

}  // namespace repoint
