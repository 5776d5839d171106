using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Networks;
using CellDynamics.Runs.Results.Networks;

namespace CellDynamics.Runs.Tests.Results;

public sealed class NetworkStoreTests
{
    [Theory]
    [InlineData("out:Gata1", "Gata1 knocked out")]
    [InlineData("down70:Fli1", "Fli1 down by 70 %")]
    [InlineData("high:HLA:DRA", "HLA:DRA over-expressed")]
    [InlineData("block:Wnt → Fzd", "Wnt → Fzd blocked")]
    public void A_question_survives_an_address(string text, string words)
    {
        PerturbationPart part = PerturbationPart.Parse(text);
        Assert.Equal((text, words), (part.ToString(), part.Words));
    }

    [Theory]
    [InlineData("")]
    [InlineData("out:")]
    [InlineData("down:Gata1")]
    [InlineData("down100:Gata1")]
    [InlineData("down-5:Gata1")]
    [InlineData("gone:Gata1")]
    public void Another_text_is_refused_with_what_was_expected(string text) =>
        Assert.Contains("expected out:GENE", Assert.Throws<FormatException>(() => PerturbationPart.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("out:Gata1", "high:GATA1", "found Gata1 knocked out and GATA1 over-expressed")]
    [InlineData("down70:Fli1", "down20:Fli1", "found Fli1 down by 70 % and Fli1 down by 20 %")]
    public void One_gene_is_not_changed_in_two_ways(string one, string other, string found) =>
        Assert.Contains(found, Assert.Throws<FormatException>(() => PerturbationQuestion.Parse([one, other])).Message, StringComparison.Ordinal);

    [Fact]
    public void Names_become_places_and_levels_of_the_model()
    {
        Perturbation made = PerturbationQuestion.Parse(["out:gata1", "down70:Fli1", "high:Pu1", "block:Wnt → Fzd"]).Of(new CountingModel());
        Assert.Equal(new Dictionary<int, double> { [0] = 0, [2] = 8 }, made.Held);
        Assert.Equal((1, 0.3), (Assert.Single(made.Made).Key, Math.Round(made.Made[1], 12)));
        Assert.Equal([0], made.Blocked);
        Assert.Contains("Did you mean 'Gata1'", Assert.Throws<KeyNotFoundException>(() => PerturbationQuestion.Parse(["out:Gata3"]).Of(new CountingModel())).Message, StringComparison.Ordinal);
        Assert.Contains("Wnt → Fzd", Assert.Throws<KeyNotFoundException>(() => PerturbationQuestion.Parse(["block:Wnt"]).Of(new CountingModel())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_agents_are_asked_once_for_each_question()
    {
        var model = new CountingModel();
        var network = new OpenNetwork(null!, () => model);
        PerturbationAnswer first = Ask(network, "out:Gata1", "down70:Fli1"), again = Ask(network, "down70:Fli1", "out:Gata1");
        Assert.Same(first.Effect, again.Effect);
        Assert.Equal("Fli1 down by 70 %, Gata1 knocked out", again.Question.Words);
        Ask(network, "out:Fli1");
        Assert.Equal(2, model.Asked);
    }

    [Fact]
    public void Where_nothing_in_the_question_drives_anything_nobody_is_asked()
    {
        var model = new CountingModel();
        var network = new OpenNetwork(null!, () => model);
        PerturbationAnswer silent = Ask(network, "out:Pu1"), mixed = Ask(network, "out:Pu1", "out:Gata1");
        Assert.Null(silent.Effect);
        Assert.Equal("Pu1", Assert.Single(silent.Silent).Name);
        Assert.NotNull(mixed.Effect);
        Assert.Equal("Pu1", Assert.Single(mixed.Silent).Name);
        Assert.Equal(1, model.Asked);
    }

    [Fact]
    public void A_question_that_was_taken_back_leaves_the_next_one_alone()
    {
        var model = new CountingModel();
        var network = new OpenNetwork(null!, () => model);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => network.Perturb(PerturbationQuestion.Parse(["out:Gata1"]), null, stop.Token));
        Assert.NotNull(Ask(network, "out:Gata1").Effect);
    }

    private static PerturbationAnswer Ask(OpenNetwork network, params string[] parts) => network.Perturb(PerturbationQuestion.Parse(parts), null, CancellationToken.None);

    private sealed class CountingModel : INetworkModel
    {
        public int Asked { get; private set; }

        public string[] Genes => ["Gata1", "Fli1", "Pu1"];

        public string[] TypeNames => ["T"];

        public IReadOnlyList<SignalPair> Pairs => [new("Wnt", "Fzd")];

        public double[] HighLevels => [2, 4, 8];

        public bool Regulates(int gene) => gene != 2;

        public double[] Times => [0];

        public int[] CellTypes => [0];

        public DenseMatrix[] Follow(Perturbation perturbation, CancellationToken cancellation) => throw new NotSupportedException();

        public PerturbationEffect Perturb(Perturbation perturbation, IProgress<double>? progress, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            Asked++;
            var nothing = new DenseMatrix(1, 3);
            return new PerturbationEffect([0], [nothing], [nothing], [nothing], [nothing], []);
        }

        public void Save(string directory) => throw new NotSupportedException();
    }
}
