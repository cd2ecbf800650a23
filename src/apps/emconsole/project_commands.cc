#include <fmt/format.h>

#include <functional>
#include <type_traits>
#include <vector>

#include "apps/emconsole/command.h"
#include "base/system.h"
#include "base/text.h"

namespace repoint::console {
namespace {

// What the command line says of a project, to be done to one that is new or known: only what was
// given is in here.
using Edits = std::vector<std::function<void(Project&)>>;

// The options that a project is made and changed with. `is_new`: the command makes one, so that
// what is not given has a default, or is needed.
class ProjectCommandOptions {
 public:
  ProjectCommandOptions(CLI::App& command, bool is_new, Edits& edits)
      : command_(command), is_new_(is_new), edits_(edits) {}

  void Add() {
    AddDirectory("source", &Project::source);
    AddDirectory("target", &Project::target);
    const auto option = [](auto ProjectOptions::* field) {
      return [field](Project& project) -> auto& { return project.options.*field; };
    };
    AddFlag(command_, "--match-alias", "match by alias when nothing else does",
            option(&ProjectOptions::match_alias));
    AddValue(command_, "--target-proxy",
             "host for Outlook Anywhere at the target, for every row of the list",
             option(&ProjectOptions::target_proxy));
    AddValue(command_, "--public-server",
             "public folder server at the target, for every row of the list",
             option(&ProjectOptions::target_public_server));
    AddValue(command_, "--max-shrink",
             "refuse an export when a directory answers with fewer objects by more than this",
             option(&ProjectOptions::max_shrink_percent))
        ->check(CLI::Range(0, 100))
        ->type_name("PERCENT");
  }

 private:
  // An option whose value goes into `field(project)`.
  template <typename Field>
  CLI::Option* AddValue(CLI::App& group, const std::string& name, const std::string& description,
                        Field field) {
    using Value = std::remove_cvref_t<std::invoke_result_t<Field, Project&>>;
    CLI::Option* added = group.add_option_function<Value>(
        name,
        [edits = &edits_, field](const Value& value) {
          edits->push_back([field, value](Project& project) { field(project) = value; });
        },
        description);
    // Shown as the default.
    Project fresh;
    if constexpr (std::is_same_v<Value, int>) {
      if (is_new_) added->default_str(std::to_string(field(fresh)));
    }
    return added;
  }
  template <typename Field>
  CLI::Option* AddFlag(CLI::App& group, const std::string& name, const std::string& description,
                       Field field) {
    return group.add_flag_function(
        name,
        [edits = &edits_, field](int64_t given) {
          edits->push_back([field, given](Project& project) { field(project) = given > 0; });
        },
        description);
  }

  void AddDirectory(const std::string& side, DirectorySpec Project::* spec) {
    const auto name = [&](const char* option) { return "--" + side + option; };
    const auto field = [spec](auto DirectorySpec::* member) {
      return [spec, member](Project& project) -> auto& { return project.*spec.*member; };
    };
    CLI::App& group = *command_.add_option_group(side + " directory");
    AddValue(group, "--" + side, "ldap://HOST, ldaps://HOST[:PORT], or a CSV file",
             field(&DirectorySpec::address))
        ->required(is_new_)
        ->type_name("ADDRESS");
    CLI::Option* kind = group.add_option_function<std::string>(
        name("-kind"),
        [edits = &edits_, spec](const std::string& value) {
          edits->push_back([spec, value](Project& project) {
            (project.*spec).kind = DirectoryKindOf(value).value_or(DirectoryKind());
          });
        },
        "what it is");
    kind->check(CLI::IsMember({"ad", "exchange55", "admin-csv", "shell-csv"}));
    if (is_new_) kind->default_str("ad");
    AddValue(group, name("-base"), "DN below which is searched", field(&DirectorySpec::base))
        ->type_name("DN");
    AddValue(group, name("-filter"), "LDAP filter instead of the usual one",
             field(&DirectorySpec::filter));
    AddSecurity(group, name, spec);
    AddValue(group, name("-page-size"), "entries a page", field(&DirectorySpec::page_size))
        ->check(CLI::Range(1, 100000));
    AddValue(group, name("-timeout"), "seconds to wait for an answer",
             field(&DirectorySpec::timeout_seconds))
        ->check(CLI::Range(1, 3600));
  }

  template <typename Name>
  void AddSecurity(CLI::App& group, const Name& name, DirectorySpec Project::* spec) {
    // An option that changes several fields.
    const auto add = [&](const char* option, const char* description,
                         void (*change)(DirectorySpec&, const std::string&)) {
      return group.add_option_function<std::string>(
          name(option),
          [edits = &edits_, spec, change](const std::string& value) {
            edits->push_back([=](Project& project) { change(project.*spec, value); });
          },
          description);
    };
    group.add_flag_function(
        name("-starttls"),
        [edits = &edits_, spec](int64_t given) {
          edits->push_back([=](Project& project) {
            (project.*spec).tls = given > 0 ? LdapTls::kStartTls : LdapTls::kNone;
          });
        },
        "StartTLS, with certificate check");
    add("-ca", "PEM file with the issuers that are trusted",
        [](DirectorySpec& to, const std::string& value) { to.ca_file = value; });
    CLI::Option* bind = add("-bind", "simple bind with this DN or user@domain",
                            [](DirectorySpec& to, const std::string& value) {
                              to.bind_name = value;
                              to.bind = value.empty() ? LdapBind::kAnonymous : LdapBind::kSimple;
                            });
    group
        .add_flag_function(
            name("-gssapi"),
            [edits = &edits_, spec](int64_t given) {
              edits->push_back([=](Project& project) {
                DirectorySpec& to = project.*spec;
                to.bind_name.clear();
                to.bind = given > 0 ? LdapBind::kGssapi : LdapBind::kAnonymous;
              });
            },
            "Kerberos, with the ticket at hand")
        ->excludes(bind);
    CLI::Option* file = add("-password-file", "the password is this file's first line",
                            [](DirectorySpec& to, const std::string& value) {
                              to.password_file = value;
                              to.password_env.clear();
                            });
    add("-password-env", "the password is in this variable",
        [](DirectorySpec& to, const std::string& value) {
          to.password_env = value;
          to.password_file.clear();
        })
        ->excludes(file);
  }

  CLI::App& command_;
  const bool is_new_;
  Edits& edits_;
};

Project Edited(Project project, const Edits& edits) {
  for (const auto& edit : edits) edit(project);
  return project;
}

std::string BindName(const DirectorySpec& spec) {
  switch (spec.bind) {
    case LdapBind::kAnonymous:
      return "anonymous";
    case LdapBind::kSimple:
      return spec.bind_name;
    case LdapBind::kGssapi:
      return "gssapi";
  }
  return "";
}

Json DirectoryJson(const DirectorySpec& spec) {
  return {{"kind", DirectoryKindName(spec.kind)},
          {"address", spec.address},
          {"base", spec.base},
          {"filter", spec.filter},
          {"starttls", spec.tls == LdapTls::kStartTls},
          {"bind", BindName(spec)}};
}

Json ProjectJson(const Project& project) {
  return {{"event", "project"},
          {"name", project.name},
          {"created", FormatIso8601(project.created)},
          {"source", DirectoryJson(project.source)},
          {"target", DirectoryJson(project.target)},
          {"match_alias", project.options.match_alias},
          {"target_proxy", project.options.target_proxy},
          {"public_server", project.options.target_public_server},
          {"max_shrink_percent", project.options.max_shrink_percent}};
}

std::string DirectoryText(std::string_view side, const DirectorySpec& spec) {
  std::string text = fmt::format("{}  {} ({}, {})\n", side, spec.address,
                                 DirectoryKindName(spec.kind), BindName(spec));
  if (!spec.base.empty()) text += fmt::format("        below {}\n", spec.base);
  if (!spec.filter.empty()) text += fmt::format("        filter {}\n", spec.filter);
  return text;
}

std::string ProjectText(const Project& project) {
  std::string text = fmt::format("{}, made {}\n", project.name, FormatIso8601(project.created)) +
                     DirectoryText("source", project.source) +
                     DirectoryText("target", project.target);
  const ProjectOptions& options = project.options;
  if (!options.target_proxy.empty()) text += fmt::format("proxy   {}\n", options.target_proxy);
  if (!options.target_public_server.empty()) {
    text += fmt::format("public folders on {}\n", options.target_public_server);
  }
  if (options.match_alias) text += "also matches by alias\n";
  return text;
}

int Show(const Console& console, const Project& project) {
  console.json ? PrintJson(ProjectJson(project)) : Print(ProjectText(project));
  return kConsoleDone;
}

void WarnOfClearText(std::string_view side, const DirectorySpec& spec) {
  if (spec.bind != LdapBind::kSimple || spec.tls == LdapTls::kStartTls ||
      !StartsWithFolded(spec.address, "ldap:")) {
    return;
  }
  WriteStderr(
      fmt::format("emconsole: warning: the password for the {0} will cross the network in clear "
                  "text: give --{0}-starttls, or an address ldaps://\n",
                  side));
}

void WarnOfClearText(const Project& project) {
  WarnOfClearText("source", project.source);
  WarnOfClearText("target", project.target);
}

Result<Project> Create(const Console& console, const std::string& name, const Edits& edits) {
  Project project;
  project.name = name;
  REPOINT_ASSIGN(project, CheckedProject(Edited(project, edits), SystemFiles()));
  REPOINT_ASSIGN(const auto database, console.OpenDatabase());
  return CreateProject(*database, std::move(project));
}

int SayCreated(const Console& console, const Project& project) {
  WarnOfClearText(project);
  if (console.json) return Show(console, project);
  Print(
      fmt::format("project {} is there. Next: emconsole import {}\n", project.name, project.name));
  return kConsoleDone;
}

Result<Project> Change(const Console& console, const std::string& name, const Edits& edits) {
  if (edits.empty()) {
    return Fail(ErrorCode::kUsage, "nothing is to be changed: give what becomes another", name);
  }
  REPOINT_TRY(console.CheckDatabaseIsThere());
  REPOINT_ASSIGN(const auto database, console.OpenDatabase());
  return ChangeProject(*database, name, [&](const Project& before) {
    return CheckedProject(Edited(before, edits), SystemFiles(), before);
  });
}

int SayChanged(const Console& console, const Project& project) {
  WarnOfClearText(project);
  if (console.json) return Show(console, project);
  Print(
      fmt::format("project {0} is changed. What was read stays; the next import reads the "
                  "directories as they are named now, and matches again: emconsole import {0}\n",
                  project.name));
  return kConsoleDone;
}

int List(const Console& console) {
  const auto database = console.OpenDatabase();
  if (!database) return SayError(console, database.error());
  const auto projects = ListProjects(**database);
  if (!projects) return SayError(console, projects.error());
  for (const Project& project : *projects) {
    if (console.json) {
      PrintJson(ProjectJson(project));
    } else {
      Print(fmt::format("{}  {} -> {}\n", project.name, project.source.address,
                        project.target.address));
    }
  }
  if (projects->empty() && !console.json) {
    Print("no projects yet. First: emconsole project create NAME --source ... --target ...\n");
  }
  return kConsoleDone;
}

int Delete(const Console& console, const std::string& name, bool yes) {
  auto open = OpenProjectNamed(console, name);
  if (!open) return SayError(console, open.error());
  if (!yes) {
    return SayError(console, {ErrorCode::kUsage,
                              "this deletes everything that is known of the project, also who was "
                              "sent a notice: repeat it with --yes",
                              open->project.name});
  }
  if (const Status done = DeleteProject(*open->database, open->project); !done) {
    return SayError(console, done.error());
  }
  if (console.json) {
    PrintJson({{"event", "deleted"}, {"name", open->project.name}});
  } else {
    Print(fmt::format("project {} is deleted\n", open->project.name));
  }
  return kConsoleDone;
}

// A command that says what a project is to be.
struct EditCommand {
  std::string name;
  Edits edits;
};

}  // namespace

void AddProjectCommands(CLI::App& app, Console& console) {
  CLI::App& group = *app.add_subcommand("project", "Make, change, list, show and delete projects");
  group.require_subcommand(1);

  const auto create = std::make_shared<EditCommand>();
  CLI::App& make = *group.add_subcommand("create", "Make a project: one migration");
  make.add_option("name", create->name, "name of the project")->required();
  ProjectCommandOptions(make, /*is_new=*/true, create->edits).Add();
  make.footer(
      "Example:\n"
      "  emconsole project create berlin --source ldap://dc1.contoso.example --source-starttls \\\n"
      "    --source-bind reader@contoso.example --source-password-file reader.txt \\\n"
      "    --target ldaps://dc1.fabrikam.example --target-gssapi");
  make.callback([create, &console] {
    console.action = [create, &console] {
      const auto created = Create(console, create->name, create->edits);
      return created ? SayCreated(console, *created) : SayError(console, created.error());
    };
  });

  const auto change = std::make_shared<EditCommand>();
  CLI::App& edit = *group.add_subcommand(
      "change", "Change a project: what is given becomes another, all else stays");
  edit.add_option("name", change->name, "name of the project")->required();
  ProjectCommandOptions(edit, /*is_new=*/false, change->edits).Add();
  edit.footer(
      "Objects that were read stay; the next import reads the directories as they are named then.\n"
      "A switch is taken back with =false, a text with an empty one.\n"
      "Example:\n"
      "  emconsole project change berlin --source ldaps://dc2.contoso.example \\\n"
      "    --source-starttls=false");
  edit.callback([change, &console] {
    console.action = [change, &console] {
      const auto changed = Change(console, change->name, change->edits);
      return changed ? SayChanged(console, *changed) : SayError(console, changed.error());
    };
  });

  CLI::App& list = *group.add_subcommand("list", "List the projects");
  list.footer("Example:\n  emconsole project list");
  list.callback([&console] { console.action = [&console] { return List(console); }; });

  const auto name = std::make_shared<std::string>();
  CLI::App& show = *group.add_subcommand("show", "Show a project");
  show.add_option("name", *name, "name of the project")->required();
  show.footer("Example:\n  emconsole project show berlin");
  show.callback([name, &console] {
    console.action = [name, &console] {
      const auto open = OpenProjectNamed(console, *name);
      return open ? Show(console, open->project) : SayError(console, open.error());
    };
  });

  const auto yes = std::make_shared<bool>(false);
  CLI::App& remove =
      *group.add_subcommand("delete", "Delete a project and all that is known of it");
  remove.add_option("name", *name, "name of the project")->required();
  remove.add_flag("--yes", *yes, "really");
  remove.footer("Example:\n  emconsole project delete berlin --yes");
  remove.callback([name, yes, &console] {
    console.action = [name, yes, &console] { return Delete(console, *name, *yes); };
  });
}

}  // namespace repoint::console
