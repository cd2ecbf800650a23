// The JSON array that Database::JsonRows takes apart, written as text at once: a tree of values
// would take longer than the database needs for them.
//
//   JsonRowsText rows;
//   rows.Begin();
//   rows.Add("key", object.key);
//   rows.Add("gone", 0);
//   const std::string text = rows.Text();   // [{"key":"...","gone":0}]
#ifndef REPOINT_CONSOLE_JSON_ROWS_H_
#define REPOINT_CONSOLE_JSON_ROWS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace repoint::console {

class JsonRowsText {
 public:
  // A new row.
  void Begin();
  // Its next member. Text is UTF-8.
  void Add(std::string_view name, std::string_view text);
  void Add(std::string_view name, int64_t number);

  bool empty() const { return text_.empty(); }
  std::string Text() const { return "[" + text_ + (empty() ? "]" : "}]"); }

 private:
  void Name(std::string_view name);

  std::string text_;
};

// ["...","..."]
std::string JsonArrayText(const std::vector<std::string>& texts);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_JSON_ROWS_H_
