using CellDynamics.Methods.Integration;
using CellDynamics.Methods.MultiMarginalBridge.References;

namespace CellDynamics.Methods.Tests.MultiMarginalBridge;

public class ReferenceTests
{
    private const double H = 1e-6;

    public static TheoryData<string> Families => ["linear", "lotka-volterra", "repressilator", "gradient-field"];

    [Theory]
    [MemberData(nameof(Families))]
    public void The_Jacobian_is_the_derivative_of_the_drift(string family)
    {
        IReference reference = Create(family);
        int d = reference.Dimensions;
        var random = new RandomStream(11, d);
        for (int trial = 0; trial < 20; trial++)
        {
            double[] state = [.. Enumerable.Range(0, d).Select(_ => 0.3 + 2 * random.NextUniform())], jacobian = new double[d * d];
            reference.Jacobian(state, jacobian);
            for (int j = 0; j < d; j++)
            {
                double[] up = Drift(reference, state, j, H), down = Drift(reference, state, j, -H);
                for (int i = 0; i < d; i++)
                    Assert.Equal((up[i] - down[i]) / (2 * H), jacobian[i * d + j], 1e-5 * (1 + Math.Abs(jacobian[i * d + j])));
            }
        }
    }

    [Fact]
    public void The_gradient_of_the_network_is_the_derivative_of_its_loss()
    {
        var reference = (GradientFieldReference)Create("gradient-field");
        PathIncrements increments = Increments(reference.Dimensions, 40);
        int[] batch = [.. Enumerable.Range(0, 40)];
        double[] gradient = new double[reference.Parameters.Length];
        reference.FillGradient(increments, batch, gradient);
        for (int i = 0; i < gradient.Length; i += 7)
        {
            double derivative = (Loss(i, H) - Loss(i, -H)) / (2 * H);
            Assert.Equal(derivative, gradient[i], 1e-4 * (1 + Math.Abs(derivative)));
        }

        double Loss(int index, double change)
        {
            double[] theta = [.. reference.Parameters];
            theta[index] += change;
            return reference.With(theta).Loss(increments, batch);
        }
    }

    [Fact]
    public void A_gradient_field_turns_nowhere()
    {
        IReference reference = Create("gradient-field");
        double[] jacobian = new double[9];
        reference.Jacobian([0.2, -0.7, 1.1], jacobian);
        Assert.Equal((jacobian[1], jacobian[2], jacobian[5]), (jacobian[3], jacobian[6], jacobian[7]));
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("lotka-volterra")]
    [InlineData("repressilator")]
    public void Parameters_are_found_again_from_the_drift_itself(string family)
    {
        IReference truth = Create(family);
        int d = truth.Dimensions;
        var random = new RandomStream(3, d);
        double[] states = [.. Enumerable.Range(0, 400 * d).Select(_ => 0.2 + 3 * random.NextUniform())], slopes = new double[states.Length];
        for (int i = 0; i < 400; i++)
            truth.Drift(states.AsSpan(i * d, d), slopes.AsSpan(i * d, d));
        IReference start = family switch { "linear" => new LinearReference(d), "lotka-volterra" => new LotkaVolterraReference(), _ => new RepressilatorReference() };
        IReference fitted = start.Fit(new PathIncrements(states, slopes, d), new FitContext(0, 0, CancellationToken.None));
        Assert.All(truth.Parameters.Zip(fitted.Parameters), pair => Assert.Equal(pair.First, pair.Second, 1e-3 * (0.1 + Math.Abs(pair.First))));
    }

    [Fact]
    public void The_network_learns_a_landscape()
    {
        IReference reference = GradientFieldReference.Flat(2, 4);
        var random = new RandomStream(9, 1);
        double[] states = [.. Enumerable.Range(0, 4000).Select(_ => 4 * random.NextUniform() - 2)];
        double[] slopes = [.. states.Select(x => Math.Sin(2 * x))]; // the gradient of −½ Σ cos 2x
        var increments = new PathIncrements(states, slopes, 2);
        for (int round = 0; round < 30; round++)
            reference = reference.Fit(increments, new FitContext(1, round, CancellationToken.None));
        double left = ((GradientFieldReference)reference).Loss(increments, [.. Enumerable.Range(0, 2000)]), all = slopes.Average(s => s * s) * 2;
        Assert.InRange(left, 0, 0.1 * all);
    }

    private static IReference Create(string family) => family switch
    {
        "linear" => new LinearReference(2, [-0.4, 0.3, -0.6, -0.2, 0.5, 0.1]),
        "lotka-volterra" => new LotkaVolterraReference([1, 0.4, 0.4, 0.1]),
        "repressilator" => new RepressilatorReference([10, 3, 1, 1]),
        _ => Rough(),
    };

    /// <summary>A network whose weights are not zero, as they are at the start.</summary>
    private static GradientFieldReference Rough()
    {
        GradientFieldReference flat = GradientFieldReference.Flat(3, 2);
        double[] theta = [.. flat.Parameters];
        var random = new RandomStream(8);
        for (int i = 0; i < theta.Length; i++)
            theta[i] += 0.3 * random.NextNormal();
        return flat.With(theta);
    }

    private static PathIncrements Increments(int d, int count)
    {
        var random = new RandomStream(21, d);
        double[] states = new double[count * d], slopes = new double[count * d];
        random.FillNormal(states);
        random.FillNormal(slopes);
        return new PathIncrements(states, slopes, d);
    }

    private static double[] Drift(IReference reference, double[] state, int index, double change)
    {
        double[] moved = [.. state], drift = new double[state.Length];
        moved[index] += change;
        reference.Drift(moved, drift);
        return drift;
    }
}
