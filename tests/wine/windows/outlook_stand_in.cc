// OUTLOOK.EXE for tests: opens a window and writes down what happens to it, one UTF-8 line each, in
// the file that STAND_IN_LOG names (else outlook-log.txt beside the program):
//
//   start <the command line>
//   close                      its window was asked to close
//
// STAND_IN_END_AFTER=<ms> makes it end by itself, STAND_IN_STAYS=1 ignore that it is asked,
// STAND_IN_LATE=<ms> open its window later than Windows reports it as started.
#include <windows.h>

#include <cstdlib>
#include <string>

namespace {

constexpr UINT_PTR kEndTimer = 1;

std::wstring Variable(const wchar_t* name) {
  wchar_t value[2048];
  const DWORD length = GetEnvironmentVariableW(name, value, 2048);
  return std::wstring(value, length < 2048 ? length : 0);
}

std::wstring LogPath() {
  std::wstring path = Variable(L"STAND_IN_LOG");
  if (!path.empty()) return path;
  wchar_t program[2048];
  path.assign(program, GetModuleFileNameW(nullptr, program, 2048));
  return path.substr(0, path.rfind(L'\\') + 1) + L"outlook-log.txt";
}

void Log(const std::wstring& text) {
  char utf8[8192];
  const int length = WideCharToMultiByte(CP_UTF8, 0, (text + L"\n").c_str(), -1, utf8, sizeof(utf8),
                                         nullptr, nullptr);
  const HANDLE file =
      CreateFileW(LogPath().c_str(), FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
                  OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr);
  DWORD written = 0;
  WriteFile(file, utf8, static_cast<DWORD>(length - 1), &written, nullptr);
  CloseHandle(file);
}

LRESULT CALLBACK OnMessage(HWND window, UINT message, WPARAM wparam, LPARAM lparam) {
  switch (message) {
    case WM_CLOSE:
      Log(L"close");
      if (Variable(L"STAND_IN_STAYS").empty()) DestroyWindow(window);
      return 0;
    case WM_TIMER:
      DestroyWindow(window);
      return 0;
    case WM_DESTROY:
      PostQuitMessage(0);
      return 0;
    default:
      return DefWindowProcW(window, message, wparam, lparam);
  }
}

}  // namespace

int WINAPI wWinMain(HINSTANCE instance, HINSTANCE, PWSTR, int) {
  Log(std::wstring(L"start ") + GetCommandLineW());
  Sleep(static_cast<DWORD>(std::wcstoul(Variable(L"STAND_IN_LATE").c_str(), nullptr, 10)));
  WNDCLASSW window_class = {};
  window_class.lpfnWndProc = OnMessage;
  window_class.hInstance = instance;
  window_class.lpszClassName = L"rctrl_renwnd32";
  RegisterClassW(&window_class);
  const HWND window = CreateWindowW(L"rctrl_renwnd32", L"Outlook", WS_OVERLAPPEDWINDOW | WS_VISIBLE,
                                    0, 0, 320, 200, nullptr, nullptr, instance, nullptr);
  if (window == nullptr) {
    Log(L"no window");
    return 1;
  }
  const DWORD life =
      static_cast<DWORD>(std::wcstoul(Variable(L"STAND_IN_END_AFTER").c_str(), nullptr, 10));
  if (life > 0) SetTimer(window, kEndTimer, life, nullptr);
  MSG message;
  while (GetMessageW(&message, nullptr, 0, 0) > 0) DispatchMessageW(&message);
  return 0;
}
