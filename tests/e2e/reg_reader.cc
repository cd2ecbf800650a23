#include "e2e/reg_reader.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/bytes.h"
#include "base/text.h"

namespace repoint {
namespace {

std::string FromLatin1(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xC0 | (byte >> 6));
      out += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return out;
}

std::string FromUtf16(std::string_view text) {
  return Utf8FromUtf16Bytes(AsBytes(text)).value_or("");
}

bool IsVersion5(std::string_view file) { return file.starts_with("\xFF\xFE"); }

std::string Hex(std::string_view wire, bool regedit4_text) {
  std::string hex;
  for (const char c : wire) {
    if (c != ',' && c != ' ' && c != '\\' && c != '\n') hex += c;
  }
  // hex(2) and hex(7) of a REGEDIT4 file hold ANSI text.
  return regedit4_text ? FoldAscii(hex) + " (ANSI)" : FoldAscii(hex);
}

// Reads a quoted text from `at`, which is at its first quote; leaves it behind the last one.
std::string Quoted(std::string_view line, size_t& at) {
  std::string text;
  for (++at; at < line.size() && line[at] != '"'; ++at) {
    if (line[at] == '\\') ++at;
    if (at < line.size()) text += line[at];
  }
  ++at;
  return text;
}

std::string Dword(std::string_view digits) {
  const auto number = static_cast<uint32_t>(std::strtoul(std::string(digits).c_str(), nullptr, 16));
  const Bytes bytes{static_cast<uint8_t>(number), static_cast<uint8_t>(number >> 8),
                    static_cast<uint8_t>(number >> 16), static_cast<uint8_t>(number >> 24)};
  return "4:" + HexEncode(bytes);
}

std::string Data(std::string_view wire, bool regedit4) {
  if (wire.starts_with('"')) {
    size_t at = 0;
    return "1:" + HexEncode(Utf16Bytes(Quoted(wire, at))) + "0000";
  }
  if (wire.starts_with("dword:")) return Dword(wire.substr(6));
  if (wire.starts_with("hex:")) return "3:" + Hex(wire.substr(4), false);
  if (wire.starts_with("hex(")) {
    const size_t end = wire.find("):");
    const std::string type(wire.substr(4, end - 4));
    return std::to_string(std::strtoul(type.c_str(), nullptr, 16)) + ":" +
           Hex(wire.substr(end + 2), regedit4 && (type == "2" || type == "7"));
  }
  ADD_FAILURE() << "not known to the tests' reader: " << wire;
  return "";
}

bool IsBelow(std::string_view key, std::string_view parent) {
  return key == parent || (key.starts_with(parent) && key[parent.size()] == '\\');
}

// Lines with their continuation lines.
std::vector<std::string> LogicalLines(const std::string& text) {
  std::vector<std::string> lines;
  bool open = false;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    at = end + 1;
    if (open) {
      lines.back() += line;
    } else {
      lines.push_back(line);
    }
    const std::string& whole = lines.back();
    open = whole.ends_with('\\') && whole.find("=hex") != std::string::npos;
  }
  return lines;
}

// "[key]" blocks with the byte offset of each; the first one is what stands before the first key.
std::vector<std::string> Blocks(const std::string& text) {
  std::vector<std::string> blocks{""};
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    if (text[at] == '[') blocks.emplace_back();
    blocks.back() += text.substr(at, end - at);
    at = end;
  }
  return blocks;
}

std::string KeyOf(std::string_view block) {
  if (!block.starts_with('[')) return "";
  const size_t begin = block.starts_with("[-") ? 2 : 1;
  return std::string(block.substr(begin, block.rfind(']', block.find('\n')) - begin));
}

}  // namespace

std::string RegText(std::string_view file) {
  std::string text = IsVersion5(file) ? FromUtf16(file.substr(2)) : FromLatin1(file);
  std::erase(text, '\r');
  return text;
}

void Import(std::string_view file, RegState& state) {
  const bool regedit4 = !IsVersion5(file);
  std::map<std::string, std::string>* values = nullptr;
  for (const std::string& line : LogicalLines(RegText(file))) {
    if (line.starts_with("[-")) {
      const std::string key = KeyOf(line);
      std::erase_if(state, [&key](const auto& entry) { return IsBelow(entry.first, key); });
      values = nullptr;
    } else if (line.starts_with('[')) {
      values = &state[KeyOf(line)];
    } else if (values != nullptr && (line.starts_with('"') || line.starts_with('@'))) {
      size_t at = 0;
      std::string name;
      if (line[0] == '@') {
        at = 1;
      } else {
        name = Quoted(line, at);
      }
      const std::string wire = line.substr(at + 1);
      if (wire == "-") {
        values->erase(name);
      } else {
        (*values)[name] = Data(wire, regedit4);
      }
    }
  }
}

RegState ReadReg(std::string_view file) {
  RegState state;
  Import(file, state);
  return state;
}

std::string WithoutKey(std::string_view file, std::string_view key) {
  const bool version5 = IsVersion5(file);
  std::string text = version5 ? FromUtf16(file.substr(2)) : std::string(file);
  std::string kept;
  for (const std::string& block : Blocks(text)) {
    if (!IsBelow(KeyOf(block), key)) kept += block;
  }
  if (!version5) return kept;
  const Bytes wide = Utf16Bytes(kept);
  return "\xFF\xFE" + std::string(wide.begin(), wide.end());
}

std::vector<std::string> BlocksBelow(std::string_view file, std::string_view key) {
  std::vector<std::string> found;
  for (std::string& block : Blocks(RegText(file))) {
    if (IsBelow(KeyOf(block), key)) found.push_back(std::move(block));
  }
  return found;
}

}  // namespace repoint
