package scripts

import (
	"fmt"
	"sort"
	"strings"

	"parley/node"
)

// Row is one built-in. Help, usage, completion and the reference page come from it.
type Row struct {
	Name    string
	Args    string // as in a signature, with the result
	Summary string // one sentence
	Detail  string // more, with an example; may be empty

	host func(*host) any // the function; nil for those that api.go declares
}

// table is every built-in. init sorts and checks it.
var table []Row

// rows are written out apart from the table, because the help of one of them reads the table.
var rows = []Row{
	{Name: "Again", Args: "() Option", Summary: "With RMap: an element may be evaluated more than once, so that what may have run is tried again.",
		Detail: "Idle nodes then also repeat what a slow one has begun; the first answer counts.",
		host:   func(*host) any { return Again }},
	{Name: "All", Args: "() Target", Summary: "Every node of the cluster, this one among them.",
		Detail: "At the prompt: @all os.Getpid()",
		host:   func(h *host) any { return func() Target { return Target{Set: "all"} } }},
	{Name: "As", Args: "(name string) Setting", Summary: "With Start: what the machines are called, where several of one protocol run.",
		host: func(*host) any { return As }},
	{Name: "Async", Args: "[T](to Target, q Quoted[T], opts ...Option) Future[T]", Summary: "Remote that does not wait.",
		Detail: "f := Async(c, Quote(slow(5)))\nf.Wait(2*time.Second)   // the value, or unknown if it takes longer\nf.Done(); f.Cancel()"},
	{Name: "Bind", Args: "(name string, value any) error", Summary: "Makes a value visible as a variable of this node.",
		Detail: "Quotes that others send here see it too.",
		host:   func(h *host) any { return h.n.Bind }},
	{Name: "Chunk", Args: "(n int) Option", Summary: "With RMap: so many elements travel in one message.",
		Detail: "Without it a node gets as many as it seems to need 50ms for.",
		host:   func(*host) any { return Chunk }},
	{Name: "Crashes", Args: "(n int) Setting", Summary: "With Explore: so many crashes in a schedule.",
		host: func(*host) any { return Crashes }},
	{Name: "Depth", Args: "(n int) Setting", Summary: "With Explore: schedules of that many steps at most.",
		host: func(*host) any { return Depth }},
	{Name: "Drops", Args: "(n int) Setting", Summary: "With Explore: so many lost messages in a schedule.",
		host: func(*host) any { return Drops }},
	{Name: "Every", Args: "[T](d time.Duration, q Quoted[T], to ...Target) Repeat[T]", Summary: "Has q evaluated again and again, each time that d has passed, at the targets or here, until it is stopped.",
		Detail: "e := Every(time.Second, Quote(tick()))\ne.Last(); e.Count(); e.Stop()\nPs() lists it, and Kill ends it too. Evaluations do not overlap. It ends with the node, and one that an attached prompt has begun ends with that prompt. What fails is shown once, and tried again."},
	{Name: "Everywhere", Args: "(what ...string) error", Summary: "Declares something at every node of the cluster, and at those that come later: source, or the name of what was declared here.",
		Detail: "Everywhere(\"half\", \"Point\")          // a type goes with its methods\nEverywhere(\"limit\")                    // a variable goes with its value of now\nEverywhere(`func twice(n int) int { return 2 * n }`)\nAt the prompt also Everywhere(half), Everywhere(func twice(n int) int { return 2 * n }), and @all func twice(n int) int { return 2 * n }\n" +
			"Also type, var, const and import; a line for @all of declarations alone does the same. Defining again raises the version, and all nodes come to the newest.\nThe error says where it is not yet, which Missing() says too. Prelude() lists what there is, Nowhere(\"half\") takes it out.",
		host: func(h *host) any { return h.everywhere }},
	{Name: "Explain", Args: "[T](q Quoted[T], to ...Target) Text", Summary: "What a quote would take along: its source as sent, types and sizes of its values, names, targets, bytes on the wire.",
		Detail: "Explain(Quote(sum(Unquote(xs))), All())\nNothing is sent. At the prompt: :explain @all sum($xs)"},
	{Name: "Explore", Args: "(protocol any, n int, with ...Setting) (*Exploration, error)", Summary: "Tries every schedule of a protocol on n nodes, and shows the shortest that breaks a property.",
		Detail: "x, err := Explore(\"3pc\", 3, Depth(12), Drops(1))   // of your own: Explore(MyMutex, 3) after :load my_mutex.go, or Explore(\"my_mutex.go\", 3)\nx; x.Violated(); x.Lines(); x.Trace().Save(\"why.svg\")",
		host:   func(h *host) any { return h.explore }},
	{Name: "First", Args: "(targets ...Target) Target", Summary: "Done at the first value of the targets; the others are cancelled.",
		Detail: "No targets means all nodes. Remote(First(b, c), Quote(time.Now()))\nAt the prompt: @first(b,c) time.Now()",
		host: func(h *host) any {
			return func(t ...Target) Target { return must(h.policy(node.WaitFirst, 0, t)) }
		}},
	{Name: "Fresh", Args: "() Setting", Summary: "With Start: the machines begin anew, without what they had stored.",
		host: func(*host) any { return Fresh }},
	{Name: "Gather", Args: "[T](to Target, name string, opts ...Option) ([]T, error)", Summary: "Puts together the slices that a variable is at the nodes of the target, in the order of their names.",
		Detail: "Scatter(All(), \"xs\", xs)\n@all for i := range xs { xs[i] *= 2 }\nGather[int](All(), \"xs\")"},
	{Name: "Kill", Args: "(id string) error", Summary: "Ends an evaluation, with the goroutines that it has started, by the number that Ps shows.",
		Detail: "Kill(\"17\")   Kill(\"b:17\")   // here, and at b\nAt the prompt: :kill b:17",
		host:   func(h *host) any { return h.kill }},
	{Name: "Machines", Args: "() Table", Summary: "The machines of protocols that run at this node.",
		host: func(h *host) any { return h.machines }},
	{Name: "Messages", Args: "(k ...int) Table", Summary: "The last messages that this node sent or got: time, way, peer, id, form.",
		Detail: "k is how many, default 20.",
		host:   func(h *host) any { return h.messages }},
	{Name: "Missing", Args: "() (Table, error)", Summary: "Which node lacks what of the prelude, which version, and why.",
		Detail: "A node may not be reached, may not compile it, or may have it declared anew for itself. At the prompt: :missing",
		host:   func(h *host) any { return h.missing }},
	{Name: "Node", Args: "(name string) Target", Summary: "The node of that name, whether it is up or not.",
		Detail: "A node's name is also an identifier for it, b, unless you define that name yourself, as b := 5 does; @b goes to the node all the same, and b := Node(\"b\") gives the name back to it.",
		host:   func(h *host) any { return func(name string) Target { return must(h.named(name)) } }},
	{Name: "Nodes", Args: "() Table", Summary: "The nodes that are known: name, state, address, round trip.",
		host: func(h *host) any { return h.nodes }},
	{Name: "Nowhere", Args: "(names ...string) error", Summary: "Takes names out of the prelude: nodes that start later do not declare them.",
		Detail: "Nowhere(\"half\", \"Point\")   // a type goes with its methods\nWhere they are declared now they stay, until the node ends.",
		host:   func(h *host) any { return h.nowhere }},
	{Name: "On", Args: "(target Target) Option", Summary: "With RMap: the nodes that take part; without it all.",
		Detail: "RMap(f, xs, On(Others()))",
		host:   func(*host) any { return On }},
	{Name: "Others", Args: "() Target", Summary: "Every node but this one.",
		host: func(h *host) any { return func() Target { return Target{Set: "others"} } }},
	{Name: "Param", Args: "(name string, value any) Setting", Summary: "With Sim, Explore and Start: a parameter of the protocol.",
		Detail: "Sim(\"heartbeat\", 3, Param(\"every\", time.Second)); Protocols(\"heartbeat\") lists them.",
		host:   func(*host) any { return Param }},
	{Name: "Prelude", Args: "() (Table, error)", Summary: "What all nodes are to have declared: name, version, when, at which node, who, source.",
		Detail: "Everywhere(..) and lines as @all func f() int { return 1 } put it there. At the prompt: :prelude",
		host:   func(h *host) any { return h.prelude }},
	{Name: "Progress", Args: "(on bool) Option", Summary: "With RMap: how far it is, on standard error: a bar where that is a terminal, else a line now and then.",
		Detail: "Without it there is a bar at a terminal, as long as NO_COLOR is not set, and nothing elsewhere.",
		host:   func(*host) any { return Progress }},
	{Name: "Protocols", Args: "(protocol ...any) (Text, error)", Summary: "The protocols that can be simulated, explored and started, or what one of them is.",
		host: func(*host) any { return Protocols }},
	{Name: "Ps", Args: "(targets ...Target) (Table, error)", Summary: "What runs: number, who asked, for how long, goroutines, state, source.",
		Detail: "Ps()   Ps(b)   Ps(All())\nWhat was cancelled and could not be stopped is there too. At the prompt: :ps all",
		host:   func(h *host) any { return h.ps }},
	{Name: "Pull", Args: "[T](to Target, name string, opts ...Option) (T, error)", Summary: "The value of a variable, or of another expression, at a node.",
		Detail: "n, err := Pull[int](b, \"x\")   // the type must be said\nAt the prompt, @b x shows it, and makes it _ here."},
	{Name: "Push", Args: "[T](to Target, name string, v T, opts ...Option) error", Summary: "Makes v the value of a variable at each node of the target: of one that has the type, or of a new one.",
		Detail: "Push(All(), \"config\", config)\nA type of yours must be declared there too. At the prompt: @all config := $config\nOf what takes longer than half a second a bar is shown, at a terminal unless NO_COLOR is set; so with Pull, Scatter, Gather and Remote."},
	{Name: "Quorum", Args: "(k int, targets ...Target) Target", Summary: "Done at k values of the targets, 0 meaning more than half; the others are cancelled.",
		Detail: "No targets means all nodes. At the prompt: @quorum(2) ready()",
		host: func(h *host) any {
			return func(k int, t ...Target) Target { return must(h.policy(node.WaitQuorum, k, t)) }
		}},
	{Name: "Quote", Args: "[T](v T) Quoted[T]", Summary: "Delays v: its source goes to where it is evaluated, with the values of its Unquote parts.",
		Detail: "x := 1\nRemote(b, Quote(x + Unquote(x)))   // x at b, plus x here\nNames in it mean what they mean there. A name that only the target knows makes T any."},
	{Name: "Random", Args: "(protocol any, n int, faults string, seeds int, with ...Setting) (*Runs, error)", Summary: "Random runs of n simulated nodes, until one breaks a property; that one is shortened.",
		Detail: "r, err := Random(\"3pc\", 3, \"partition\", 1000)\nr; r.Violated(); r.Lines(); r.Trace().Save(\"why.svg\")",
		host:   func(*host) any { return Random }},
	{Name: "Require", Args: "(property string) Setting", Summary: "With Sim, Explore, Random and Start: holds a protocol to a property that it does not promise.",
		Detail: "Explore(\"2pc\", 3, Crashes(1), Require(\"non-blocking\")); Protocols(\"2pc\") lists them.",
		host:   func(*host) any { return Require }},
	{Name: "RMap", Args: "[T, U](f Quoted[func(T) U], xs []T, opts ...Option) ([]U, error)", Summary: "Has f evaluated for each element of xs, spread over the nodes; the values in the order of xs.",
		Detail: "RMap(Quote(func(x int) int { return x * x }), []int{1, 2, 3})\nRMap(Quote[func(int) int](square), xs, On(Others()), Timeout(time.Minute))   // a function that only the nodes know\nA node evaluates as many at once as it has processors, and takes the next elements when it is done.\nAn element without a value is in the error: var e *MapError; errors.As(err, &e); e.Elements. The others keep theirs.\nWhat certainly did not run is given to another node; what may have run is tried again only with Again().\nOptions: On, Chunk, Again, Progress, and Timeout, which here is for one element. For func(T) (U, error): RMapErr."},
	{Name: "RMapChunk", Args: "[T, U](f func(T) U, xs []T) (ys []U, without []int, why []string)", Summary: "What RMap asks a node for: f of each of xs, and which of them have no value and why."},
	{Name: "RMapErr", Args: "[T, U](f Quoted[func(T) (U, error)], xs []T, opts ...Option) ([]U, error)", Summary: "RMap of a function that may return an error, which is then the element's.",
		Detail: "RMapErr(Quote(strconv.Atoi), []string{\"1\", \"two\", \"3\"})"},
	{Name: "RMapErrChunk", Args: "[T, U](f func(T) (U, error), xs []T) (ys []U, without []int, why []string)", Summary: "What RMapErr asks a node for."},
	{Name: "Ref", Args: "(name string) Reference", Summary: "The reference that was printed as that name, for a value that stays at its node.",
		Detail: "@b strings.ToUpper   // shows b#1 func(string) string\n@b b#1(\"x\")          // the function, called where it is; at the prompt b#1 is Ref(\"b#1\")\nFunctions, channels, open files and what contains itself cannot travel: a reference comes in their place.\nIts home holds the value for 10 minutes from the last use.",
		host:   func(h *host) any { return h.ref }},
	{Name: "Refs", Args: "() Table", Summary: "The references that came here, and the values that are held here for others.",
		host: func(h *host) any { return h.refs }},
	{Name: "Release", Args: "(ref any) error", Summary: "Lets go of the value that a reference, or the reference of that name, stands for.",
		Detail: "Release(r)   Release(\"b#1\")",
		host:   func(h *host) any { return h.release }},
	{Name: "Remote", Args: "[T](to Target, q Quoted[T], opts ...Option) (T, error)", Summary: "Has q evaluated at one node and waits for its value.",
		Detail: "v, err := Remote(b, Quote(os.Getpid()), Timeout(time.Second))\nThe error says failed (it certainly ran and failed, or certainly did not run) or unknown (it may or may not have run).\nAt the prompt: @b os.Getpid()"},
	{Name: "RemoteAll", Args: "[T](to Target, q Quoted[T], opts ...Option) ([]Result[T], error)", Summary: "Has q evaluated at every node of the target; a Result for each: Node, Value, Err.",
		Detail: "rs, err := RemoteAll(All(), Quote(os.Getpid()))\nfor _, r := range rs { fmt.Println(r.Node, r.Value, r.Err) }"},
	{Name: "RemoteReturns", Args: "() Table", Summary: "The outcomes that came and that nobody has taken yet.",
		host: func(h *host) any { return h.remoteReturns }},
	{Name: "Running", Args: "(name string) (*Cluster, error)", Summary: "The machines of that name that were started already, by whomever, and that run at this node.",
		Detail: "kv, err := Running(\"raft\"); kv.Status()\nMachines() lists them.",
		host:   func(h *host) any { return h.running }},
	{Name: "Scatter", Args: "[T](to Target, name string, xs []T, opts ...Option) error", Summary: "Makes a part of xs the value of a variable at each node of the target: the first part at the first node by name.",
		Detail: "Scatter(All(), \"xs\", xs)   // the parts differ by one element at most\nGather puts them together again."},
	{Name: "Seed", Args: "(n uint64) Setting", Summary: "With Sim and Explore: what all that is left to chance depends on.",
		host: func(*host) any { return Seed }},
	{Name: "Self", Args: "() Target", Summary: "This node.",
		host: func(h *host) any { return h.self }},
	{Name: "Send", Args: "[T](to Target, q Quoted[T]) error", Summary: "Has q evaluated for its effect alone: nothing comes back, not even an error there.",
		Detail: "Send(b, Quote(fmt.Println(\"hello\")))   // printed at b"},
	{Name: "Settle", Args: "(targets ...Target) Target", Summary: "Done when all targets have ended, and never an error as a whole.",
		Detail: "No targets means all nodes.",
		host: func(h *host) any {
			return func(t ...Target) Target { return must(h.policy(node.WaitSettle, 0, t)) }
		}},
	{Name: "Sim", Args: "(protocol any, n int, with ...Setting) *Cluster", Summary: "A simulated cluster of n nodes, in virtual time.",
		Detail: "s := Sim(\"3pc\", 3, Seed(7))\n" +
			"calls    s.Call(1, \"ThreePhaseCommit\", \"k\", \"1\") at node 1; s.Ask(2, \"Get\", \"k\") waits for the answer\n" +
			"time     s.Advance(10*time.Millisecond), s.Run() until nothing is left to happen or a minute has passed, s.Now()\n" +
			"also     s.Load(1000, 7), s.Token(\"k\") and the operations that help(\"Start\") shows\n" +
			"nodes    s.Crash(1), s.CrashAtWrite(1, 2, true), s.Recover(1), s.Pause(1), s.Resume(1), s.Drift(1, 1.1), s.DiskFull(1), s.DiskFree(1)\n" +
			"network  s.Partition([]int{1, 2}, []int{3}), s.Cut(1, 3) one way, s.Join(1, 3), s.Heal(), s.Delay(least, most), s.Loss(0.1), s.Duplicate(0.1), s.Reorder(true), s.Capacity(1, 3, 0)\n" +
			"lines    s.Do(x.Lines()) does what an exploration or random runs have found, s.Do(\"crash-at-send n1 4\") a line of a script\n" +
			"after    s.Verdict(), s.Violated(), s.State(), s.Calls(), s.Trace(), s.Trace().Without(\"store\", \"send\").Last(9), s.Trace().Save(\"why.svg\")",
		host: func(*host) any { return Sim }},
	{Name: "Src", Args: "(text string, binds ...any) Quoted[any]", Summary: "Quotes source that is put together at run time; $0, $1.. in it stand for binds.",
		Detail: "Remote(b, Src(\"x + $0\", 1))"},
	{Name: "Start", Args: "(protocol any, at Target, with ...Setting) (*Cluster, error)", Summary: "Starts the machines of a protocol at nodes, from what they have stored; the same methods as a simulated cluster.",
		Detail: "c, err := Start(\"2pc\", All())\nc.Ask(1, \"TwoPhaseCommit\", \"k\", \"1\")   // at the first node\n" +
			"kv, err := Start(\"raft\", All()); kv.Put(\"k\", 1); kv.Get(\"k\"); kv.Cas(\"k\", 1, 2); kv.Delete(\"k\"); kv.Leader(); st, err := kv.At(2).Status(); st.Fields[\"Term\"]\n" +
			"fs, err := Start(\"zab\", All()); fs.Create(\"f\"); fs.Append(\"f\", \"hello\"); fs.Read(\"f\"); fs.Delete(\"f\")\n" +
			"d, err := Start(\"dht\", All()); d.Put(\"k\", 1); d.Get(\"k\"); d.Where(\"k\"); d.Lock(\"k\"); d.PutLocked(\"k\", 2); d.Unlock(\"k\")\n" +
			"m, err := Start(\"ricart-agrawala\", All()); m.Lock(time.Second); m.Unlock()   // a context, a duration or nothing\n" +
			"m, err := Start(MyMutex, All()) is one of your own, after :load my_mutex.go: the nodes get the file.\nThey start again with their nodes until c.Stop(). Operations are asked at this node, and at another by At(2). Load(1000, 7) lets callers at all nodes work, 1000 calls from each, and judges the answers.\nCrash, Pause, Cut, Delay, Trace and Verdict need nodes that were started with --faults.\nThe methods are those that help(\"Sim\") lists; c.Stop() ends the machines.",
		host: func(h *host) any { return h.start }},
	{Name: "Timeout", Args: "(d time.Duration) Option", Summary: "Bounds how long the whole answer may take; the asked node knows it and stops by itself.",
		Detail: "Without it the wait is 3s, counted anew from each piece of output.",
		host:   func(h *host) any { return Timeout }},
	{Name: "Unquote", Args: "[T](v T) T", Summary: "Inside Quote: a value of here.",
		Detail: "At the prompt, $x or $(expr) is the same."},
	{Name: "Waiting", Args: "() Table", Summary: "The requests under way: id, node, how long, what was asked.",
		host: func(h *host) any { return h.waiting }},
	{Name: "Watch", Args: "[T](d time.Duration, q Quoted[T], to ...Target) Repeat[T]", Summary: "Every that shows the value, and shows it again whenever it is another one.",
		Detail: "w := Watch(time.Second, Quote(len(queue)), All())\nw.Stop()\nIt goes on while you type, and ends with an attached prompt that began it. :watch LINE shows one line in place, until Ctrl-C."},
	{Name: "help", Args: "(name ...string) Text", Summary: "What there is, or what one thing is.",
		Detail: "help()   help(Remote)   help(strings.Cut)   help(raft)   help(timeout)   help(myFunction)\nOf the standard library and of your own declarations it is the signature and the first sentence of the comment; :doc says all of it.",
		host:   func(h *host) any { return h.help }},
}

func init() {
	table = append(append(table, rows...), clusterRows...)
	sort.Slice(table, func(i, j int) bool { return table[i].Name < table[j].Name })
	for i, r := range table {
		if r.Name == "" || r.Args == "" || r.Summary == "" || i > 0 && table[i-1].Name == r.Name {
			panic(fmt.Sprintf("scripts: row %d (%q) is incomplete or there twice", i, r.Name))
		}
	}
}

// Rows lists the built-ins, by name.
func Rows() []Row { return append([]Row(nil), table...) }

// Lookup finds a built-in.
func Lookup(name string) (Row, bool) {
	for _, r := range table {
		if r.Name == name {
			return r, true
		}
	}
	return Row{}, false
}

// Help is what one built-in is, for a person.
func (r Row) Help() string {
	s := r.Name + r.Args + "\n    " + r.Summary
	if r.Detail != "" {
		s += "\n\n    " + strings.ReplaceAll(r.Detail, "\n", "\n    ")
	}
	return s
}
