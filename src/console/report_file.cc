#include "console/report_file.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/text.h"

namespace repoint::console {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxDepth = 16;     // a report needs 5
constexpr size_t kMaxKeyBytes = 64;  // longer names are none that we know

enum class Kind { kText, kTextOrNull, kLongText, kNumber, kObject, kObjectOrNull, kArray };

// The members that are read. '*' is an element of an array.
struct Member {
  std::string_view path;
  Kind kind;
  std::string ReportFile::* text = nullptr;
  std::string ReportedProfile::* profile_text = nullptr;
};
constexpr Member kMembers[] = {
    {"", Kind::kObject},
    {"/event", Kind::kText},
    {"/user", Kind::kText, &ReportFile::user},
    {"/computer", Kind::kText, &ReportFile::computer},
    {"/store", Kind::kTextOrNull, &ReportFile::store},
    {"/list", Kind::kObject},
    {"/list/digest", Kind::kTextOrNull, &ReportFile::list_digest},
    {"/error", Kind::kObjectOrNull},
    {"/error/message", Kind::kLongText, &ReportFile::error},
    {"/exit", Kind::kNumber},
    {"/results", Kind::kArray},
    {"/results/*", Kind::kObject},
    {"/results/*/root", Kind::kText, nullptr, &ReportedProfile::root},
    {"/results/*/profile", Kind::kText, nullptr, &ReportedProfile::profile},
    {"/results/*/result", Kind::kText, nullptr, &ReportedProfile::result},
    {"/results/*/source", Kind::kObject},
    {"/results/*/source/dn", Kind::kTextOrNull, nullptr, &ReportedProfile::source_dn},
    {"/results/*/source/smtp", Kind::kTextOrNull, nullptr, &ReportedProfile::source_smtp},
    {"/results/*/target", Kind::kObject},
    {"/results/*/target/dn", Kind::kTextOrNull, nullptr, &ReportedProfile::target_dn},
    {"/results/*/target/smtp", Kind::kTextOrNull, nullptr, &ReportedProfile::target_smtp},
    {"/results/*/error", Kind::kObjectOrNull},
    {"/results/*/error/message", Kind::kLongText, nullptr, &ReportedProfile::error},
};

bool Allows(Kind kind, Kind seen) {
  switch (kind) {
    case Kind::kTextOrNull:
    case Kind::kLongText:
      return seen == Kind::kText;
    case Kind::kObjectOrNull:
      return seen == Kind::kObject;
    default:
      return kind == seen;
  }
}

std::string CutText(std::string text) {
  if (text.size() <= kMaxReportText) return text;
  size_t length = kMaxReportText;
  while ((static_cast<unsigned char>(text[length]) & 0xc0) == 0x80) --length;
  return text.substr(0, length) + "...";
}

// Takes the events of the parser. No tree is made, so that neither depth nor number of values can
// fill memory or stack.
class Handler final : public nlohmann::json_sax<Json> {
 public:
  bool null() override {
    const Member* member = Here();
    const bool fits = member == nullptr || member->kind == Kind::kTextOrNull ||
                      member->kind == Kind::kObjectOrNull;
    return (fits || Wrong(*member)) && Leave();
  }
  bool boolean(bool) override { return Passed(); }
  bool number_integer(int64_t value) override { return TakeNumber(value); }
  bool number_unsigned(uint64_t value) override {
    return TakeNumber(static_cast<int64_t>(std::min<uint64_t>(value, INT64_MAX)));
  }
  bool number_float(double, const std::string&) override { return Passed(); }
  bool binary(Json::binary_t&) override { return Passed(); }

  bool string(std::string& value) override {
    const Member* member = Here();
    if (member == nullptr) return Leave();
    if (!Allows(member->kind, Kind::kText)) return Wrong(*member);
    return TakeText(*member, value) && Leave();
  }

  bool start_object(size_t) override { return Enter(Kind::kObject); }
  bool start_array(size_t) override { return Enter(Kind::kArray); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }

  bool key(std::string& name) override {
    const bool known = name.size() <= kMaxKeyBytes && name.find('/') == std::string::npos;
    path_ += "/" + (known ? name : "?");
    return true;
  }

  bool parse_error(size_t, const std::string&, const Json::exception& error) override {
    return Refuse(fmt::format("not JSON, or cut short ({})", error.id));
  }

  Result<ReportFile> Finish(bool parsed) {
    if (!fault_.empty()) return Fail(ErrorCode::kDamaged, fault_);
    if (!parsed) return Fail(ErrorCode::kDamaged, "not JSON, or cut short");
    if (event_ != "report") return Fail(ErrorCode::kDamaged, "no report of EMProfileUpdate");
    if (report_.computer.empty() || !has_exit_ || !has_results_) {
      return Fail(ErrorCode::kDamaged, "computer, exit or results are missing");
    }
    for (const ReportedProfile& profile : report_.results) {
      if (!IsResult(profile.result)) {
        return Fail(ErrorCode::kDamaged, "a profile without a result that a report can have");
      }
    }
    return std::move(report_);
  }

 private:
  // Of this or a later version.
  static bool IsResult(std::string_view text) {
    return !text.empty() && text.size() <= 32 &&
           std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
  }

  // What is expected of the value that begins now; null for one that is passed over.
  const Member* Here() {
    if (!arrays_.empty() && arrays_.back()) path_ += "/*";
    const auto found = std::ranges::find(kMembers, std::string_view(path_), &Member::path);
    return found == std::end(kMembers) ? nullptr : found;
  }

  bool Refuse(std::string fault) {
    if (fault_.empty()) fault_ = std::move(fault);
    return false;
  }
  bool Wrong(const Member& member) {
    return Refuse(fmt::format("{} is not what it is in a report",
                              member.path.empty() ? "the whole" : member.path));
  }

  // The value has ended: its name goes.
  bool Leave() {
    if (const size_t slash = path_.rfind('/'); slash != std::string::npos) path_.resize(slash);
    return true;
  }

  bool Passed() {
    const Member* member = Here();
    return (member == nullptr || Wrong(*member)) && Leave();
  }

  bool Enter(Kind kind) {
    const Member* member = Here();
    if (member != nullptr && !Allows(member->kind, kind)) return Wrong(*member);
    if (arrays_.size() >= kMaxDepth) return Refuse("nested deeper than a report");
    arrays_.push_back(kind == Kind::kArray);
    if (path_ == "/results") has_results_ = true;
    if (path_ != "/results/*") return true;
    if (report_.results.size() >= kMaxReportProfiles) return Refuse("too many profiles");
    report_.results.emplace_back();
    return true;
  }

  bool Close() {
    arrays_.pop_back();
    return Leave();
  }

  bool TakeNumber(int64_t value) {
    const Member* member = Here();
    if (member == nullptr) return Leave();
    if (member->kind != Kind::kNumber || value < 0 || value > 255) return Wrong(*member);
    report_.exit = value;
    has_exit_ = true;
    return Leave();
  }

  bool TakeText(const Member& member, std::string& value) {
    const bool is_long = member.kind == Kind::kLongText;
    if (!is_long && value.size() > kMaxReportText) {
      return Refuse(fmt::format("{} is too long", member.path));
    }
    if (value.find('\0') != std::string::npos) {
      return Refuse(fmt::format("{} holds a zero", member.path));
    }
    std::string* to = member.text != nullptr ? &(report_.*member.text)
                      : member.profile_text != nullptr
                          ? &(report_.results.back().*member.profile_text)
                          : &event_;
    *to = is_long ? CutText(std::move(value)) : std::move(value);
    return true;
  }

  std::string path_;
  std::vector<bool> arrays_;  // of the containers around: is it an array
  ReportFile report_;
  std::string event_;
  bool has_exit_ = false, has_results_ = false;
  std::string fault_;
};

std::optional<int> Number(std::string_view digits) {
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

// "20260331T070509Z"
std::optional<int64_t> MillisOf(std::string_view stamp) {
  using namespace std::chrono;
  if (stamp.size() != 16 || stamp[8] != 'T' || stamp[15] != 'Z') return std::nullopt;
  const auto y = Number(stamp.substr(0, 4)), m = Number(stamp.substr(4, 2)),
             d = Number(stamp.substr(6, 2)), hour = Number(stamp.substr(9, 2)),
             minute = Number(stamp.substr(11, 2)), second = Number(stamp.substr(13, 2));
  if (!y || !m || !d || !hour || !minute || !second) return std::nullopt;
  const year_month_day date(year(*y), month(static_cast<unsigned>(*m)),
                            day(static_cast<unsigned>(*d)));
  if (!date.ok()) return std::nullopt;
  const auto time = sys_days(date) + hours(*hour) + minutes(*minute) + seconds(*second);
  return duration_cast<milliseconds>(time.time_since_epoch()).count();
}

}  // namespace

Result<ReportFile> ParseReportFile(std::string_view json) {
  Handler handler;
  const bool parsed = Json::sax_parse(json.begin(), json.end(), &handler);
  return handler.Finish(parsed);
}

int64_t ReportTime(std::string_view file_name, int64_t modified_seconds) {
  const int64_t modified = modified_seconds * 1000 + 999;
  const size_t underscore = file_name.rfind('_');
  if (underscore == std::string_view::npos) return modified;
  std::string_view rest = file_name.substr(underscore + 1);
  rest = rest.substr(0, rest.find('.'));
  const size_t dash = rest.find('-');
  const auto stamp = MillisOf(rest.substr(0, dash));
  if (!stamp) return modified;
  const int count = dash == std::string_view::npos ? 0 : Number(rest.substr(dash + 1)).value_or(0);
  return std::min(*stamp + std::clamp(count, 0, 999), modified);
}

}  // namespace repoint::console
