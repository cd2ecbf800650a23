#include "base/system.h"

#include <fmt/format.h>

#include <atomic>
#include <chrono>

#include "base/bytes.h"

namespace repoint {
namespace {

constexpr int64_t kSecondsPerDay = 24 * 60 * 60;
constexpr int64_t kDaysPerEra = 146097;  // 400 years of the Gregorian calendar

struct Utc {
  int64_t year;
  int64_t month, day, hour, minute, second;
};

// Whole units, rounded down for times before 1970 too.
int64_t FloorDivide(int64_t value, int64_t unit) {
  return value / unit - (value % unit < 0 ? 1 : 0);
}

// The proleptic Gregorian calendar, by counting years from 1 March so that the leap day is the last
// of its year (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days).
// gmtime_r and gmtime_s are spared: they differ by platform, and neither reaches the years of a
// damaged time stamp.
Utc ToUtc(int64_t unix_millis) {
  const int64_t seconds = FloorDivide(unix_millis, 1000);
  const int64_t days = FloorDivide(seconds, kSecondsPerDay);
  const int64_t of_day = seconds - days * kSecondsPerDay;
  const int64_t since_march_0 = days + 719468;  // from 1 March of the year 0 to 1970
  const int64_t era = FloorDivide(since_march_0, kDaysPerEra);
  const int64_t of_era = since_march_0 - era * kDaysPerEra;
  const int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t month_from_march = (5 * of_year + 2) / 153;
  const int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  return {.year = year_of_era + era * 400 + (month <= 2 ? 1 : 0),
          .month = month,
          .day = of_year - (153 * month_from_march + 2) / 5 + 1,
          .hour = of_day / 3600,
          .minute = of_day / 60 % 60,
          .second = of_day % 60};
}

}  // namespace

std::string UniqueId() {
  static std::atomic<unsigned> count = 0;
  // The clock since the start of the computer, with the address of something of ours: two processes
  // of one computer differ in one of them even when they begin together.
  const auto ticks = std::chrono::steady_clock::now().time_since_epoch().count();
  const auto here = reinterpret_cast<uintptr_t>(&ticks);
  return fmt::format("{:016x}", Fnv1a(fmt::format("{} {} {} {} {}", ComputerName(), NowMillis(),
                                                  ticks, here, ++count)));
}

std::string FormatIso8601(int64_t unix_millis) {
  const Utc t = ToUtc(unix_millis);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", t.year, t.month, t.day, t.hour,
                     t.minute, t.second);
}

std::string FormatCompactUtc(int64_t unix_millis) {
  const Utc t = ToUtc(unix_millis);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", t.year, t.month, t.day, t.hour, t.minute,
                     t.second);
}

}  // namespace repoint
