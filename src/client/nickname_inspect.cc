#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "client/nickname_run.h"
#include "mapi/tags.h"

namespace repoint {
namespace {

using Json = nlohmann::ordered_json;

// What a person wants to know of a row. nullopt: it has none, or its text needs a code page.
struct InspectedRow {
  size_t row = 0;  // from 1
  std::optional<std::string> nickname, type, address, smtp;
  std::optional<int32_t> weight;
};

std::optional<int32_t> WeightOf(NicknameProperties row) {
  const auto it = std::ranges::find_if(row, [](const mapi::AutocompleteProperty& property) {
    return property.id() == kPrNickNameWeight && property.type() == mapi::kPtLong;
  });
  if (it == row.end()) return std::nullopt;
  return static_cast<int32_t>(it->value & 0xffffffff);
}

// For one line of a screen.
std::string Shown(const std::optional<std::string>& text) {
  if (!text) return "-";
  std::string shown = *text;
  std::ranges::replace_if(shown, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
  return shown;
}

std::string RowText(const InspectedRow& row) {
  return fmt::format("  row {:<5} weight {:<10}  {:<4}  {}  SMTP {}  nickname \"{}\"\n", row.row,
                     row.weight ? fmt::format("{}", *row.weight) : "-", Shown(row.type),
                     Shown(row.address), Shown(row.smtp), Shown(row.nickname));
}

template <typename T>
Json OrNull(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

std::string Line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string RowJson(const std::string& file, const InspectedRow& row) {
  return Line({{"event", "nickname"},
               {"file", file},
               {"row", row.row},
               {"nickname", OrNull(row.nickname)},
               {"type", OrNull(row.type)},
               {"address", OrNull(row.address)},
               {"smtp", OrNull(row.smtp)},
               {"weight", OrNull(row.weight)}});
}

}  // namespace

Result<Listing> InspectNicknameFile(const Options& options, Environment& env) {
  const std::string& path = *options.nickname_file;
  REPOINT_ASSIGN(const NicknameStreamFile file, ReadNicknameStream(env.files, path));
  const mapi::AutocompleteStream& stream = file.stream;
  Listing listing;
  if (!options.json) {
    listing.text = fmt::format("{}  version {}.{}  {} rows\n", path, stream.major, stream.minor,
                               stream.rows.size());
  }
  for (size_t i = 0; i < stream.rows.size(); ++i) {
    const auto row = mapi::PropertiesOf(stream.rows[i]);
    const auto text = [&](uint16_t id) { return NicknameText(row, id, env.ansi); };
    const InspectedRow inspected{i + 1,
                                 text(kPrNickName),
                                 text(kPrAddressType),
                                 text(kPrEmailAddress),
                                 text(kPrSmtpAddress),
                                 WeightOf(row)};
    listing.text += options.json ? RowJson(path, inspected) : RowText(inspected);
  }
  return listing;
}

}  // namespace repoint
