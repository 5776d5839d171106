using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Responses;
using CellDynamics.Methods.Responses.Inference;
using CellDynamics.Methods.Tests.Contract;
using CellDynamics.Methods.Tests.Transport;

namespace CellDynamics.Methods.Tests.Responses;

/// <summary>Agreement with SciPy; the script is <c>tests/Golden/response_statistics.py</c>.</summary>
public class ResponseReferenceTests
{
    private static readonly double[] Differences = [0.31, -0.12, 0.55, 0.41, 0.02, 0.77];
    private static readonly double[] P = [0.001, 0.2, 0.013, 0.04, 0.041, 0.9, 0.013];

    [Fact]
    public void Distances_tests_and_adjustment_agree_with_scipy()
    {
        PopulationSet set = new DonorStudy { Donors = 1, Cells = 40, Shift = (_, _, _) => 0.7 }.Set();
        DenseMatrix control = set.Populations[0].States, treated = set.Populations[1].States;
        string script = File.ReadAllText(Path.Combine(ContractCase.Repository(), "tests", "Golden", "response_statistics.py"));
        double[] expected = PythonReference.Run(script, new { control = control.ToRows(), treated = treated.ToRows(), differences = Differences, scale = MeanDeviation(control), p = P });
        ResponseSize size = DonorStudy.Analyse(set).Sizes.Single();
        (double p, double low, double high) = StudentT.Paired(Differences);
        double[] found = [size.Energy, size.Mmd, p, low, high, SignFlips.TwoSided(Differences), .. FalseDiscovery.Adjust(P)];
        Assert.Equal(expected.Length, found.Length);
        // SciPy 1.10 gives the 97.5 % point of t with five degrees of freedom as 2.57058183661; by its closed form (Abramowitz & Stegun 26.7.3) it is 2.57058183564.
        for (int i = 0; i < found.Length; i++)
            Clouds.AssertRelative(expected[i], found[i], i is 3 or 4 ? 1e-8 : 1e-10);
    }

    private static double MeanDeviation(DenseMatrix cells) => Enumerable.Range(0, cells.Columns).Average(d =>
    {
        double[] column = cells.Column(d);
        double mean = column.Average();
        return Math.Sqrt(column.Average(x => (x - mean) * (x - mean)));
    });
}
