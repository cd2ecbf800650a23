// raw_value <key below HKEY_CURRENT_USER> <name>: prints a value as it lies in the registry,
// "<type>:<hex>".
// raw_value <key> <name> <type> <hex>: writes one, so that nothing is added to its bytes.
#include <windows.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

int Print(HKEY key, const wchar_t* name) {
  std::vector<BYTE> data(4096);
  auto size = static_cast<DWORD>(data.size());
  DWORD type = 0;
  if (RegQueryValueExW(key, name, nullptr, &type, data.data(), &size) != ERROR_SUCCESS) return 1;
  std::printf("%lu:", type);
  for (DWORD i = 0; i < size; ++i) std::printf("%02x", data[i]);
  return 0;
}

int Write(HKEY key, const wchar_t* name, const wchar_t* type, const std::wstring& hex) {
  std::vector<BYTE> data;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    data.push_back(static_cast<BYTE>(std::wcstoul(hex.substr(i, 2).c_str(), nullptr, 16)));
  }
  const auto size = static_cast<DWORD>(data.size());
  // What stands behind a text without a terminator is stored, too, when it is zero.
  data.insert(data.end(), 2, BYTE{0xff});
  const DWORD number = std::wcstoul(type, nullptr, 10);
  return RegSetValueExW(key, name, 0, number, data.data(), size) == ERROR_SUCCESS ? 0 : 1;
}

}  // namespace

int wmain(int argc, wchar_t** argv) {
  if (argc != 3 && argc != 5) return 2;
  HKEY key = nullptr;
  if (RegCreateKeyExW(HKEY_CURRENT_USER, argv[1], 0, nullptr, 0, KEY_QUERY_VALUE | KEY_SET_VALUE,
                      nullptr, &key, nullptr) != ERROR_SUCCESS) {
    return 1;
  }
  const int code = argc == 3 ? Print(key, argv[2]) : Write(key, argv[2], argv[3], argv[4]);
  RegCloseKey(key);
  return code;
}
