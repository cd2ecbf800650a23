# How programs for Windows are compiled and linked: small single files. (No link-time optimisation: GCC 12's cross
# compilers end with an internal error on it.)
target_compile_options(repoint_deps INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-ffunction-sections>
  $<$<COMPILE_LANGUAGE:CXX>:-fdata-sections>)
# What the header-only libraries would pull in and nobody uses: file systems, streams, number formats of
# locales, floating point.
target_compile_definitions(repoint_deps INTERFACE CLI11_HAS_FILESYSTEM=0 JSON_HAS_FILESYSTEM=0
  JSON_HAS_EXPERIMENTAL_FILESYSTEM=0 JSON_NO_IO FMT_STATIC_THOUSANDS_SEPARATOR=','
  FMT_USE_FLOAT=0 FMT_USE_DOUBLE=0 FMT_USE_LONG_DOUBLE=0)
target_link_options(repoint_deps INTERFACE -static -s -Wl,--gc-sections -Wl,--no-insert-timestamp -mconsole)

if(CMAKE_SIZEOF_VOID_P EQUAL 4)
  # Windows XP SP3: its API in the headers, and its number in the program's head.
  target_compile_definitions(repoint_deps INTERFACE WINVER=0x0501 _WIN32_WINNT=0x0501 NTDDI_VERSION=0x05010300)
  target_link_options(repoint_deps INTERFACE
    -Wl,--major-os-version,5 -Wl,--minor-os-version,1
    -Wl,--major-subsystem-version,5 -Wl,--minor-subsystem-version,1)
else()
  # Windows 7.
  target_compile_definitions(repoint_deps INTERFACE WINVER=0x0601 _WIN32_WINNT=0x0601)
  target_link_options(repoint_deps INTERFACE
    -Wl,--major-os-version,6 -Wl,--minor-os-version,1
    -Wl,--major-subsystem-version,6 -Wl,--minor-subsystem-version,1)
endif()
