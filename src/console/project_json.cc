#include "console/project_json.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace repoint::console {
namespace {

using Json = nlohmann::json;

// The fields of each thing under their names, for writing (`Spec` is const) and reading alike.
template <typename Spec, typename Visit>
void DirectoryFields(Spec& spec, Visit&& visit) {
  visit("kind", spec.kind);
  visit("address", spec.address);
  visit("base", spec.base);
  visit("filter", spec.filter);
  visit("tls", spec.tls);
  visit("caFile", spec.ca_file);
  visit("bind", spec.bind);
  visit("bindName", spec.bind_name);
  visit("passwordFile", spec.password_file);
  visit("passwordEnv", spec.password_env);
  visit("pageSize", spec.page_size);
  visit("timeoutSeconds", spec.timeout_seconds);
}

template <typename Options, typename Visit>
void OptionFields(Options& options, Visit&& visit) {
  visit("matchAlias", options.match_alias);
  visit("targetProxy", options.target_proxy);
  visit("targetPublicServer", options.target_public_server);
  visit("maxShrinkPercent", options.max_shrink_percent);
}

template <typename Enum>
struct Name {
  Enum value;
  std::string_view name;
};
constexpr Name<LdapTls> kTlsNames[] = {{LdapTls::kNone, "none"}, {LdapTls::kStartTls, "starttls"}};
constexpr Name<LdapBind> kBindNames[] = {{LdapBind::kAnonymous, "anonymous"},
                                         {LdapBind::kSimple, "simple"},
                                         {LdapBind::kGssapi, "gssapi"}};

template <typename Enum, size_t n>
std::string_view NameOf(const Name<Enum> (&names)[n], Enum value) {
  for (const auto& known : names) {
    if (known.value == value) return known.name;
  }
  return {};
}
template <typename Enum, size_t n>
std::optional<Enum> ValueOf(const Name<Enum> (&names)[n], std::string_view name) {
  for (const auto& known : names) {
    if (known.name == name) return known.value;
  }
  return std::nullopt;
}

class Writer {
 public:
  template <typename T>
  void operator()(const char* name, const T& value) {
    json_[name] = value;
  }
  void operator()(const char* name, DirectoryKind kind) { json_[name] = DirectoryKindName(kind); }
  void operator()(const char* name, LdapTls tls) { json_[name] = NameOf(kTlsNames, tls); }
  void operator()(const char* name, LdapBind bind) { json_[name] = NameOf(kBindNames, bind); }

  // Text that is not UTF-8 cannot be typed; it is no reason to throw.
  std::string Text() const { return json_.dump(-1, ' ', false, Json::error_handler_t::replace); }

 private:
  Json json_ = Json::object();
};

// Takes the members out one by one, so that those that nobody knows are left over.
class Reader {
 public:
  explicit Reader(std::string_view text) : json_(Json::parse(text, nullptr, false)) {
    if (!json_.is_object()) Fault(ErrorCode::kDamaged, "this is no JSON object");
  }

  void operator()(const char* name, std::string& value) {
    if (const auto member = Take(name, &Json::is_string)) value = member->get<std::string>();
  }
  void operator()(const char* name, bool& value) {
    if (const auto member = Take(name, &Json::is_boolean)) value = member->get<bool>();
  }
  void operator()(const char* name, int& value) {
    const auto member = Take(name, &Json::is_number_integer);
    if (!member) return;
    const auto number = member->get<int64_t>();
    if (!std::in_range<int>(number)) return WrongType(name);
    value = static_cast<int>(number);
  }
  void operator()(const char* name, DirectoryKind& kind) { Named(name, kind, DirectoryKindOf); }
  void operator()(const char* name, LdapTls& tls) {
    Named(name, tls, [](std::string_view text) { return ValueOf(kTlsNames, text); });
  }
  void operator()(const char* name, LdapBind& bind) {
    Named(name, bind, [](std::string_view text) { return ValueOf(kBindNames, text); });
  }

  Status End(std::string_view where) {
    if (!error_ && !json_.empty()) {
      Fault(ErrorCode::kUnsupported,
            fmt::format("\"{}\" is unknown; a newer console has stored it", json_.begin().key()));
    }
    if (!error_) return {};
    error_->where = where;
    return std::unexpected(*error_);
  }

 private:
  std::optional<Json> Take(const char* name, bool (Json::*is_right)() const noexcept) {
    const auto found = error_ ? json_.end() : json_.find(name);
    if (found == json_.end()) return std::nullopt;
    if (!((*found).*is_right)()) {
      WrongType(name);
      return std::nullopt;
    }
    std::optional<Json> value(std::move(*found));
    json_.erase(found);
    return value;
  }

  void WrongType(const char* name) {
    Fault(ErrorCode::kDamaged, fmt::format("\"{}\" has a value of the wrong type", name));
  }

  template <typename Enum, typename Find>
  void Named(const char* name, Enum& value, Find&& find) {
    std::string text;
    (*this)(name, text);
    if (text.empty()) return;
    if (const auto known = find(text)) {
      value = *known;
    } else {
      Fault(ErrorCode::kUnsupported,
            fmt::format("\"{}\" is \"{}\", which a newer console has stored", name, text));
    }
  }

  void Fault(ErrorCode code, std::string message) {
    if (!error_) error_ = Error{code, "the stored project cannot be read: " + message, {}};
  }

  Json json_;
  std::optional<Error> error_;
};

}  // namespace

std::string DirectorySpecToJson(const DirectorySpec& spec) {
  Writer writer;
  DirectoryFields(spec, writer);
  return writer.Text();
}

std::string ProjectOptionsToJson(const ProjectOptions& options) {
  Writer writer;
  OptionFields(options, writer);
  return writer.Text();
}

Result<DirectorySpec> DirectorySpecFromJson(std::string_view json, std::string_view where) {
  DirectorySpec spec;
  Reader reader(json);
  DirectoryFields(spec, reader);
  REPOINT_TRY(reader.End(where));
  return spec;
}

Result<ProjectOptions> ProjectOptionsFromJson(std::string_view json, std::string_view where) {
  ProjectOptions options;
  Reader reader(json);
  OptionFields(options, reader);
  REPOINT_TRY(reader.End(where));
  return options;
}

}  // namespace repoint::console
