// A small log for the desktop program: lines of text with a time and a level, kept in memory until
// they are written.
#ifndef REPOINT_BASE_LOG_H_
#define REPOINT_BASE_LOG_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace repoint {

enum class LogLevel { kDetail, kInfo, kWarning, kError };

struct LogLine {
  int64_t unix_millis;
  LogLevel level;
  std::string text;  // UTF-8, one line
};

// Where the library says what it does. It never prints: the program decides which lines are shown
// and where the log is kept. One thread.
class Log {
 public:
  void Detail(std::string text) { Add(LogLevel::kDetail, std::move(text)); }
  void Info(std::string text) { Add(LogLevel::kInfo, std::move(text)); }
  void Warning(std::string text) { Add(LogLevel::kWarning, std::move(text)); }
  void Error(std::string text) { Add(LogLevel::kError, std::move(text)); }
  void Add(LogLevel level, std::string text);

  const std::vector<LogLine>& lines() const { return lines_; }

 private:
  std::vector<LogLine> lines_;
};

// "2026-03-31T07:05:09Z warning  text", without a line end.
std::string FormatLogLine(const LogLine& line);

}  // namespace repoint

#endif  // REPOINT_BASE_LOG_H_
