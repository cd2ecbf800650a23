#include <process.h>
#include <windows.h>

#include <algorithm>
#include <vector>

#include "base/win32.h"
#include "base/workers.h"
#include "base/workers_platform.h"

namespace repoint {
namespace {

class CriticalSection : public Mutex {
 public:
  CriticalSection() { InitializeCriticalSection(&section_); }
  ~CriticalSection() override { DeleteCriticalSection(&section_); }
  CriticalSection(const CriticalSection&) = delete;
  CriticalSection& operator=(const CriticalSection&) = delete;
  void Lock() override { EnterCriticalSection(&section_); }
  void Unlock() override { LeaveCriticalSection(&section_); }

 private:
  CRITICAL_SECTION section_;
};

struct Start {
  const std::function<void(int)>* body;
  int number;
};

unsigned __stdcall Run(void* argument) {
  const auto* const start = static_cast<const Start*>(argument);
  (*start->body)(start->number);
  return 0;
}

}  // namespace

int CoreCount() {
  SYSTEM_INFO info = {};
  GetSystemInfo(&info);
  return static_cast<int>(std::max<DWORD>(info.dwNumberOfProcessors, 1));
}

std::unique_ptr<Mutex> MakeMutex() { return std::make_unique<CriticalSection>(); }

void RunThreads(int count, const std::function<void(int)>& body) {
  std::vector<Start> starts;
  for (int i = 1; i < count; ++i) starts.push_back({&body, i});
  std::vector<uintptr_t> threads;
  for (Start& start : starts) {
    const uintptr_t thread = _beginthreadex(nullptr, 0, Run, &start, 0, nullptr);
    if (thread == 0) break;
    threads.push_back(thread);
  }
  body(0);
  for (const uintptr_t thread : threads) {
    const auto handle = reinterpret_cast<HANDLE>(thread);
    WaitForSingleObject(handle, INFINITE);
    CloseHandle(handle);
  }
}

}  // namespace repoint
