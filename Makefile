# make            the program at build/lyncdns
# make check      every test; make integration TESTS="test_cli …" those named
# make SANITIZE=address,undefined …   the same with sanitizers, in a build folder of its own
# make fuzzers    the fuzz targets, which replay files unless FUZZER names what is linked instead (scripts/fuzz)
# make install    everything, under PREFIX (/usr/local), below DESTDIR if that is set; make uninstall takes it away again
# make V=1        show the commands; WERROR=1 makes warnings errors; BUILD=folder builds there

VERSION := 0.1.0
PREFIX ?= /usr/local
DESTDIR ?=
INSTALL ?= install
CC ?= cc
PKG_CONFIG ?= pkg-config
CFLAGS ?= -O2 -g
V ?= 0
Q := $(if $(filter 1,$(V)),,@)

BUILD ?= build$(if $(SANITIZE),-sanitize,)

LIBRARIES := libcares yaml-0.1 libxml-2.0 sqlite3 jansson libidn2
PROGRAM_LIBRARIES := libedit
TEST_LIBRARIES := check

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 -Wpointer-arith
WARNINGS += $(if $(filter 1,$(WERROR)),-Werror,)
HARDENING := -fstack-protector-strong -fPIE $(if $(SANITIZE),,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
SANITIZERS := $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer,)

ALL_CPPFLAGS := -Iinclude -Isrc -D_POSIX_C_SOURCE=200809L -DLYNCDNS_VERSION='"$(VERSION)"' $(shell $(PKG_CONFIG) --cflags $(LIBRARIES) $(PROGRAM_LIBRARIES)) $(CPPFLAGS)
ALL_CFLAGS := -std=c11 $(WARNINGS) $(HARDENING) $(SANITIZERS) $(CFLAGS)
ALL_LDFLAGS := -pie -Wl,-z,relro,-z,now $(SANITIZERS) $(LDFLAGS)
LIBS := $(shell $(PKG_CONFIG) --libs $(LIBRARIES) $(PROGRAM_LIBRARIES)) -lm

# A room is a folder of src, and may hold rooms.
room = $(wildcard $(foreach name,$(1),src/$(name)/*.c src/$(name)/*/*.c))
LIBRARY_SOURCES := $(sort $(call room,base dns topology plan judge audit fleet report history))
PROGRAM_SOURCES := $(sort $(call room,cli))
TEST_SOURCES := $(sort $(wildcard tests/unit/*/test_*.c tests/unit/*/*/test_*.c))

LIBRARY_OBJECTS := $(LIBRARY_SOURCES:%.c=$(BUILD)/%.o)
PROGRAM_OBJECTS := $(PROGRAM_SOURCES:%.c=$(BUILD)/%.o)
TEST_PROGRAMS := $(TEST_SOURCES:%.c=$(BUILD)/%)

MANUALS := $(sort $(wildcard src/*/man/*.[1-8]))

.PHONY: valgrind all tests fuzzers check unit replay integration install uninstall clean
.SECONDARY:

all: $(BUILD)/lyncdns

$(BUILD)/lyncdns: $(BUILD)/src/cli/main.o $(BUILD)/libcli.a $(BUILD)/liblyncdns.a
	@echo "  LINK  $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/liblyncdns.a: $(LIBRARY_OBJECTS)
# The program but for main, so that its options and commands can be tested; not installed.
$(BUILD)/libcli.a: $(filter-out %/main.o,$(PROGRAM_OBJECTS))

$(BUILD)/%.a:
	@echo "  AR    $@"
	$(Q)rm -f $@ && $(AR) qcs $@ $^

$(BUILD)/src/%.o: src/%.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/tests/unit/%.o: tests/unit/%.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(ALL_CPPFLAGS) -Itests/unit $(shell $(PKG_CONFIG) --cflags $(TEST_LIBRARIES)) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# A test of one room may link against that room and those before it alone: the archive gives what is asked for.
$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/libcli.a $(BUILD)/liblyncdns.a
	@echo "  LINK  $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS) $(shell $(PKG_CONFIG) --libs $(TEST_LIBRARIES))

tests: $(TEST_PROGRAMS)

unit: $(TEST_PROGRAMS)
	$(Q)tests/run-unit $(TEST_PROGRAMS)

# Under valgrind the tests that judge or read in bulk would take minutes; they are left out there, and run under the sanitizers.
SLOW_TESTS := %/test_properties %/test_lync %/test_changes %/test_failures
valgrind: $(TEST_PROGRAMS)
	$(Q)CK_FORK=no RUNNER="valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite" \
		tests/run-unit $(filter-out $(SLOW_TESTS),$(TEST_PROGRAMS))

integration: $(BUILD)/lyncdns
	$(Q)LYNCDNS=$(abspath $(BUILD)/lyncdns) tests/run-integration $(TESTS)

FUZZERS := $(patsubst tests/fuzz/%.c,$(BUILD)/tests/fuzz/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
FUZZER ?= $(BUILD)/tests/fuzz/replay.o

$(BUILD)/tests/fuzz/%.o: tests/fuzz/%.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(FUZZERS): %: %.o $(filter %.o,$(FUZZER)) $(BUILD)/liblyncdns.a
	@echo "  LINK  $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $< $(FUZZER) $(BUILD)/liblyncdns.a $(LIBS)

fuzzers: $(FUZZERS)

replay: $(FUZZERS)
	$(Q)tests/run-replay $(FUZZERS)

check: unit replay integration

# ---- installing ----

BINDIR ?= $(PREFIX)/bin
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
MANDIR ?= $(PREFIX)/share/man
DATADIR ?= $(PREFIX)/share/lyncdns
DOCDIR ?= $(PREFIX)/share/doc/lyncdns
BASHDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR ?= $(PREFIX)/share/zsh/site-functions
UNITDIR ?= $(PREFIX)/lib/systemd/system

# What goes where, as source:folder:mode, for installing and uninstalling alike. A source that ends in .in loses that and has its @NAMES@
# filled in. Of the library there is a static one only: its structs are still free to change between versions, which a shared one isn't.
PIECES := $(BUILD)/lyncdns:$(BINDIR):755
PIECES += $(BUILD)/liblyncdns.a:$(LIBDIR):644 configs/pkgconfig/lyncdns.pc.in:$(LIBDIR)/pkgconfig:644
PIECES += $(patsubst %,%:$(INCLUDEDIR)/lyncdns:644,$(sort $(wildcard include/lyncdns/*.h)))
PIECES += $(foreach page,$(MANUALS),$(page):$(MANDIR)/man$(patsubst .%,%,$(suffix $(page))):644)
PIECES += configs/completion/bash/lyncdns:$(BASHDIR):644 configs/completion/zsh/_lyncdns:$(ZSHDIR):644
PIECES += $(patsubst %,%:$(DATADIR)/json:644,$(sort $(wildcard configs/json/*.json)))
PIECES += $(patsubst %,%:$(DATADIR)/collect:644,$(sort $(wildcard configs/collect/*.ps1)))
PIECES += $(patsubst %,%:$(DATADIR)/monitoring:644,$(sort $(wildcard configs/monitoring/*.yml)))
PIECES += configs/fleet/parallel.sh:$(DATADIR)/fleet:755
PIECES += $(patsubst %,%:$(DATADIR)/fleet:644,$(addprefix configs/fleet/,README.md Containerfile ansible.yml cronjob.yaml))
PIECES += $(patsubst %,%:$(UNITDIR):644,$(sort $(wildcard configs/systemd/*)))
PIECES += $(patsubst %,%:$(DOCDIR)/examples:644,configs/example.yaml $(sort $(wildcard configs/cron/*)))

FILL := sed -e 's,@PREFIX@,$(PREFIX),g' -e 's,@BINDIR@,$(BINDIR),g' -e 's,@LIBDIR@,$(LIBDIR),g' -e 's,@INCLUDEDIR@,$(INCLUDEDIR),g' \
	-e 's,@DOCDIR@,$(DOCDIR),g' -e 's,@VERSION@,$(VERSION),g' -e 's,@LIBRARIES@,$(LIBRARIES),g'

# $(call each_piece,COMMANDS): COMMANDS for each piece, as $$source, $$folder, $$mode and $$file, which is where it goes.
each_piece = set -e; for piece in $(PIECES); do \
	source=$${piece%%:*}; mode=$${piece\#\#*:}; folder=$${piece%:*}; folder="$(DESTDIR)$${folder\#*:}"; \
	file=$${source\#\#*/}; file=$$folder/$${file%.in}; $(1) done

install: $(BUILD)/lyncdns $(BUILD)/liblyncdns.a
	$(Q)$(call each_piece,\
		$(INSTALL) -d "$$folder"; \
		if [ "$${source%.in}" != "$$source" ]; then $(FILL) "$$source" >"$$file" && chmod "$$mode" "$$file"; \
		else $(INSTALL) -m "$$mode" "$$source" "$$file"; fi;)

# Folders of our own go too, once they are empty; shared ones stay.
uninstall:
	$(Q)$(call each_piece,rm -f "$$file";)
	$(Q)for folder in $(INCLUDEDIR)/lyncdns $(DATADIR)/json $(DATADIR)/collect $(DATADIR)/monitoring $(DATADIR)/fleet $(DATADIR) $(DOCDIR)/examples $(DOCDIR); do \
		[ ! -d $(DESTDIR)$$folder ] || rmdir --ignore-fail-on-non-empty $(DESTDIR)$$folder; done

clean:
	rm -rf build build-sanitize build-gcc build-clang build-fuzz

-include $(LIBRARY_OBJECTS:.o=.d) $(PROGRAM_OBJECTS:.o=.d) $(TEST_PROGRAMS:=.d) $(FUZZERS:=.d)

# What scripts/bench measures the program against.
BENCH_PROGRAMS := $(addprefix $(BUILD)/bench/,cares_loop floor_loop delay_proxy measure)
.PHONY: bench-programs
bench-programs: $(BENCH_PROGRAMS)

$(BENCH_PROGRAMS): $(BUILD)/bench/%: tests/bench/%.c tests/bench/questions.c tests/bench/questions.h
	@mkdir -p $(@D)
	@echo "  CC    $@"
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(filter %.c,$^) $(LIBS)
