package scripts_test

import (
	"regexp"
	"strings"
	"testing"

	"parley/scripts"
)

func TestNodesAndStats(t *testing.T) {
	all := nodes(t, patience, "a", "b", "c")
	a := all[0]
	see(t, a, "a", "Lead()", "@b Connect(a)")
	see(t, a, "2", "@b 1+1")
	see(t, a, "failed: 1:4: boom", `@b panic("boom")`)
	see(t, a, "failed: 1:4: undefined: nope", "@b nope")
	got := told(t, a, scripts.CommandNodes, "")
	for _, want := range []string{
		`(?m)^name +state +address +role +leader +version +round trip +(load +)?memory +up$`,
		`(?m)^a +self +127\.0\.0\.1:\d+ +member +itself +dev +[\d.]+ +[\d.]+ MiB +\d+s$`,
		`(?m)^b +up +127\.0\.0\.1:\d+ +member +a +dev +[\d.µms]+ +[\d.]+ +[\d.]+ MiB +\d+s$`,
		`(?m)^c +up .*member +dev`,
	} {
		if !regexp.MustCompile(want).MatchString(got) {
			t.Errorf(":nodes says\n%s\nwhich has no %s", got, want)
		}
	}
	for arg, wants := range map[string][]string{
		"": {`(?m)^ +ended +ok +failed +unknown +half +90% +99% +longest$`, `(?m)^asked +\d+ +\d+ +2 +0 +[\d.]+[µm]?s`, `asked failed: 1 panic, 1 compile`,
			`(?m)^b +\d+ +\d+ +[\d.]+ (KiB|B) +[\d.]+ (KiB|B) +0 +0 +`, `0 evaluations could not be stopped`},
		"@b": {`(?m)^served +\d+ +\d+ +2 +0 `, `served failed: 1 panic, 1 compile`},
	} {
		got := told(t, a, scripts.CommandStats, arg)
		for _, want := range wants {
			if !regexp.MustCompile(want).MatchString(got) {
				t.Errorf(":stats %s says\n%s\nwhich has no %s", arg, got, want)
			}
		}
	}
	if got := told(t, a, scripts.CommandStats, "@a,b"); strings.Count(got, "served") < 2 {
		t.Errorf(":stats @a,b says\n%s", got)
	}
}
