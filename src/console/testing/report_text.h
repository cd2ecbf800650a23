// Report files as EMProfileUpdate -Report writes them (src/client/render_json.cc), for tests.
#ifndef REPOINT_CONSOLE_TESTING_REPORT_TEXT_H_
#define REPOINT_CONSOLE_TESTING_REPORT_TEXT_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace repoint::console {

struct ReportedLine {
  std::string result;
  std::string source_dn = "", source_smtp = "";  // empty: null
  std::string error = "";                        // empty: null
  std::string target_dn = "", target_smtp = "";
};

inline std::string ReportText(const std::string& computer, const std::string& user,
                              const std::vector<ReportedLine>& lines,
                              const std::string& store = "") {
  using Json = nlohmann::ordered_json;
  const auto or_null = [](const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
  };
  Json results = Json::array();
  for (const ReportedLine& line : lines) {
    const Json error = line.error.empty()
                           ? Json(nullptr)
                           : Json{{"code", "denied"}, {"message", line.error}, {"where", "HKCU"}};
    results.push_back(
        Json{{"event", "profile"},
             {"store", "HKEY_CURRENT_USER"},
             {"root", "mapi"},
             {"profile", "Outlook"},
             {"result", line.result},
             {"source", {{"dn", or_null(line.source_dn)}, {"smtp", or_null(line.source_smtp)}}},
             {"target", {{"dn", or_null(line.target_dn)}, {"smtp", or_null(line.target_smtp)}}},
             {"error", error}});
  }
  return Json{{"event", "report"},
              {"version", "1.0.0"},
              {"user", user},
              {"computer", computer},
              {"store", or_null(store)},
              {"list", {{"path", "EMAMappings.tab"}, {"digest", "abc"}, {"indexed", true}}},
              {"error", nullptr},
              {"exit", 0},
              {"seconds", 0.5},
              {"results", std::move(results)}}
             .dump() +
         "\n";
}

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_TESTING_REPORT_TEXT_H_
