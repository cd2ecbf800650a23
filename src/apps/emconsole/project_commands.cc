#include <fmt/format.h>

#include "apps/emconsole/command.h"
#include "base/system.h"
#include "base/text.h"

namespace repoint::console {
namespace {

// The options of one directory, as they are on the command line.
struct DirectoryOptions {
  std::string kind = "ad";
  bool start_tls = false;
  bool gssapi = false;
  DirectorySpec spec;
};

void AddDirectoryOptions(CLI::App& command, const std::string& side, DirectoryOptions& options) {
  const auto name = [&](const char* option) { return "--" + side + option; };
  CLI::App& group = *command.add_option_group(side + " directory");
  DirectorySpec& spec = options.spec;
  group.add_option("--" + side, spec.address, "ldap://HOST, ldaps://HOST[:PORT], or a CSV file")
      ->required()
      ->type_name("ADDRESS");
  group.add_option(name("-kind"), options.kind, "what it is")
      ->check(CLI::IsMember({"ad", "exchange55", "admin-csv", "shell-csv"}))
      ->capture_default_str();
  group.add_option(name("-base"), spec.base, "DN below which is searched")->type_name("DN");
  group.add_option(name("-filter"), spec.filter, "LDAP filter instead of the usual one");
  group.add_flag(name("-starttls"), options.start_tls, "StartTLS, with certificate check");
  group.add_option(name("-ca"), spec.ca_file, "PEM file with the issuers that are trusted");
  CLI::Option* bind =
      group.add_option(name("-bind"), spec.bind_name, "simple bind with this DN or user@domain");
  group.add_flag(name("-gssapi"), options.gssapi, "Kerberos, with the ticket at hand")
      ->excludes(bind);
  group.add_option(name("-password-file"), spec.password_file,
                   "the password is this file's first line");
  group.add_option(name("-password-env"), spec.password_env, "the password is in this variable");
  group.add_option(name("-page-size"), spec.page_size, "entries a page")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  group.add_option(name("-timeout"), spec.timeout_seconds, "seconds to wait for an answer")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
}

DirectorySpec SpecOf(DirectoryOptions options) {
  options.spec.kind = *DirectoryKindOf(options.kind);
  if (options.start_tls) options.spec.tls = LdapTls::kStartTls;
  if (!options.spec.bind_name.empty()) options.spec.bind = LdapBind::kSimple;
  if (options.gssapi) options.spec.bind = LdapBind::kGssapi;
  return std::move(options.spec);
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

int Create(const Console& console, Project project) {
  const auto database = console.OpenDatabase();
  if (!database) return SayError(console, database.error());
  project.created = NowMillis();
  const auto created = CreateProject(**database, std::move(project));
  if (!created) return SayError(console, created.error());
  WarnOfClearText("source", created->source);
  WarnOfClearText("target", created->target);
  if (console.json) return Show(console, *created);
  Print(fmt::format("project {} is there. Next: emconsole import {}\n", created->name,
                    created->name));
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

}  // namespace

void AddProjectCommands(CLI::App& app, Console& console) {
  CLI::App& group = *app.add_subcommand("project", "Make, list, show and delete projects");
  group.require_subcommand(1);

  struct CreateOptions {
    Project project;
    DirectoryOptions source, target;
  };
  const auto create = std::make_shared<CreateOptions>();
  CLI::App& make = *group.add_subcommand("create", "Make a project: one migration");
  make.add_option("name", create->project.name, "name of the project")->required();
  AddDirectoryOptions(make, "source", create->source);
  AddDirectoryOptions(make, "target", create->target);
  ProjectOptions& options = create->project.options;
  make.add_flag("--match-alias", options.match_alias, "match by alias when nothing else does");
  make.add_option("--target-proxy", options.target_proxy,
                  "host for Outlook Anywhere at the target, for every row of the list");
  make.add_option("--public-server", options.target_public_server,
                  "public folder server at the target, for every row of the list");
  make.add_option("--max-shrink", options.max_shrink_percent,
                  "refuse an export when a directory answers with fewer objects by more than this")
      ->check(CLI::Range(0, 100))
      ->type_name("PERCENT")
      ->capture_default_str();
  make.footer(
      "Example:\n"
      "  emconsole project create berlin --source ldap://dc1.contoso.example --source-starttls \\\n"
      "    --source-bind reader@contoso.example --source-password-file reader.txt \\\n"
      "    --target ldaps://dc1.fabrikam.example --target-gssapi");
  make.callback([create, &console] {
    console.action = [create, &console] {
      create->project.source = SpecOf(create->source);
      create->project.target = SpecOf(create->target);
      return Create(console, create->project);
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
