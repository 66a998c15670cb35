package scripts

import "testing"

func TestTypeWords(t *testing.T) {
	for shown, want := range map[string]string{
		"*main.Point":                              "Point",
		"*map[string]interface {}":                 "map[string]any",
		"*[]domain.User":                           "[]domain.User", // of the program that a node is embedded in
		"*map[main.Key][]main.Point":               "map[Key][]Point",
		"*func(main.Key, domain.User) *main.Point": "func(Key, domain.User) *Point",
	} {
		if got := typeWords(shown); got != want {
			t.Errorf("%s is %s, want %s", shown, got, want)
		}
	}
}
