// PR_PROFILE_HOME_SERVER_ADDRS (101e6613): RPC bindings, "protocol:host" with an optional
// "[endpoint]".
#ifndef REPOINT_PROFILE_BINDINGS_H_
#define REPOINT_PROFILE_BINDINGS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/registry.h"

namespace repoint {

struct Binding {
  std::string_view protocol;  // "ncacn_ip_tcp", "ncacn_http", "netbios", ...
  std::string_view host;
  std::string_view rest;  // "[endpoint]" or empty
};
// nullopt for text without a ':'. Views into the argument.
std::optional<Binding> ParseBinding(std::string_view text);

// The hosts of a section's bindings that are ASCII; empty when there are none or they do not
// decode.
std::vector<std::string> BindingHosts(const KeyTree& section);

}  // namespace repoint

#endif  // REPOINT_PROFILE_BINDINGS_H_
