# The library for `run --warp` is preloaded into programs that are not ours: it shares none of our
# options, needs the C library alone, and travels within the program.
add_library(asyncsim_warp MODULE simulator/cli/warp/preload.cpp)
set(warp_library ${CMAKE_BINARY_DIR}/warp/asyncsim_warp.so)
set_target_properties(asyncsim_warp PROPERTIES PREFIX "" SUFFIX ".so"
  LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/warp)
target_compile_options(asyncsim_warp PRIVATE
  -Wall -Wextra -Werror -fno-exceptions -fno-rtti -fno-threadsafe-statics)
target_link_options(asyncsim_warp PRIVATE -Wl,--as-needed)
target_link_libraries(asyncsim_warp PRIVATE ${CMAKE_DL_LIBS})
target_sources(cli PRIVATE ${CMAKE_SOURCE_DIR}/simulator/cli/warp/embedded.cpp)
add_dependencies(cli asyncsim_warp)
set_source_files_properties(${CMAKE_SOURCE_DIR}/simulator/cli/warp/embedded.cpp PROPERTIES
  COMPILE_DEFINITIONS "ASYNCSIM_WARP_LIBRARY=\"${warp_library}\""
  OBJECT_DEPENDS ${warp_library})
