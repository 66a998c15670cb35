package scripts_test

import (
	"strings"
	"testing"

	"parley/scripts"
)

// What a variable holds is said where its type alone says too little.
func TestAVariableOfMachines(t *testing.T) {
	a := nodes(t, patience, "a")[0]
	see(t, a, "var kv *scripts.Cluster\n    raft on n1 n2 n3\n\n    help(Cluster) says what it can do, help(raft) what its protocol can be asked", `kv := Sim("raft", 3)`, `s := "text"`, "help(kv)")
	see(t, a, "n1 true 3", "kv.Put(`k`, 1)", "st, err := kv.Status()", `fmt.Sprint(st.Fields["Node"], " ", st.Fields["Term"].(int) > 0, " ", len(st.Fields["Members"].([]string)))`)
	see(t, a, "failed: 1:4: st.Leader undefined (type protocol.Record has no field or method Leader)\n\tthe fields of a record are in a map: st.Fields[\"Leader\"]", "st.Leader")
	for line, want := range map[string]string{
		"kv.":            "Advance Ask At Call Calls Capacity Cas Cluster Crash",
		"x := kv.":       "Leader Load Loss",
		"if kv.S":        "State Status Stop String",
		"kv.Unl":         "",
		"kv.At(2).Unl":   "Unlock",
		"s.":             "",
		"nothing.Unlock": "",

		`Sim("ra`:                "raft raymond",
		`x, err := Explore("suz`: "suzuki-kasami",
		`strings.ToUpper("ra`:    "",
	} {
		_, c, err := scripts.NewSession(a).Complete(t.Context(), line, len(line))
		var names []string
		for _, x := range c {
			names = append(names, x.Text)
		}
		got := strings.Join(names, " ")
		if err != nil || want == "" && got != "" || !strings.Contains(got, want) || strings.Contains(got, "Append") {
			t.Errorf("%s: %s, %v", line, got, err)
		}
	}
}

// A prompt fits what is for people to its terminal, whether a line was evaluated or a command asked.
func TestTypesForPeople(t *testing.T) {
	a := nodes(t, patience, "a")[0]
	s := scripts.NewSession(a)
	for line, want := range map[string]string{"help(RMap)": scripts.TextType, "Nodes()": scripts.TableType} {
		l := s.Line(t.Context(), line, scripts.Ask{}, nil)
		if got := l.Parts[0].Outcome.Values[0].Type; got != want {
			t.Errorf("%s is a %s, not a %s", line, got, want)
		}
	}
	for command, want := range map[string]string{scripts.CommandStats: scripts.TextType, scripts.CommandNodes: scripts.TableType} {
		l := s.Command(t.Context(), command, "")
		if got := l.Parts[0].Outcome.Values[0].Type; got != want {
			t.Errorf(":%s is a %s, not a %s", command, got, want)
		}
	}
}
