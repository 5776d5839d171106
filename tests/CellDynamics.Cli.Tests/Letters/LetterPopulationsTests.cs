using CellDynamics.Cli.Benchmarks.Letters;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Metrics;

namespace CellDynamics.Cli.Tests.Letters;

public class LetterPopulationsTests
{
    /// <summary>Points of the letters in Liberation Sans as Pillow 9.4 draws them.</summary>
    private const string LiberationCounts = "A1631 B2081 C1596 D1896 E1714 F1314 G1932 H1737 I690 J1102 K1622 L970 M2440 N1963 O1958 P1593 Q2274 R1954 S1795 T1127 U1647 V1397 W2557 X1509 Y1158 Z1459";

    [Fact]
    public void Letters_have_about_as_many_points_as_another_program_draws()
    {
        LetterFont font = Font();
        Assert.SkipUnless(font.Name == "Liberation Sans", "Liberation Sans is not installed.");
        foreach (string count in LiberationCounts.Split(' '))
            Assert.InRange((double)font.Pixels(count[0]).Length / int.Parse(count[1..]), 0.97, 1.03);
    }

    [Fact]
    public void The_longer_side_of_a_letter_spans_from_minus_three_to_three_and_its_proportions_stay()
    {
        LetterFont font = Font();
        var letters = new LetterPopulations(font, 0);
        foreach (char letter in "IMY")
        {
            (int X, int Y)[] pixels = font.Pixels(letter);
            (double width, double height) = (Span(letters.Shape(letter).Column(0)), Span(letters.Shape(letter).Column(1)));
            Assert.Equal(6, Math.Max(width, height), 1e-9);
            Assert.Equal((double)(pixels.Max(p => p.X) - pixels.Min(p => p.X)) / (pixels.Max(p => p.Y) - pixels.Min(p => p.Y)), width / height, 1e-9);
        }

        static double Span(double[] values)
        {
            Assert.Equal(0, values.Min() + values.Max(), 1e-9);
            return values.Max() - values.Min();
        }
    }

    [Fact]
    public void A_letter_stands_upright_before_it_is_turned()
    {
        DenseMatrix letter = new LetterPopulations(Font(), 0).Shape('Y'); // two arms above, one leg below
        Assert.True(Width(y => y > 2) > 3 * Width(y => y < -2));

        double Width(Func<double, bool> isHere)
        {
            double[] x = [.. Enumerable.Range(0, letter.Rows).Where(i => isHere(letter[i, 1])).Select(i => letter[i, 0])];
            return x.Max() - x.Min();
        }
    }

    [Fact]
    public void Twenty_four_letters_train_x_validates_and_y_tests_at_ten_rotations_each()
    {
        var letters = new LetterPopulations(Font(), 0);
        Assert.Equal(240, letters.Training.Count);
        Assert.Equal("ABCDEFGHIJKLMNOPQRSTUVWZ", string.Concat(letters.Training.Select(population => population.Letter).Distinct()));
        Assert.Equal("XXXXXXXXXX", string.Concat(letters.Validation.Select(population => population.Letter)));
        Assert.Equal("YYYYYYYYYY", string.Concat(letters.Test.Select(population => population.Letter)));
        Assert.True(letters.Training.Min(population => population.Target.Rows) >= 640);
    }

    [Fact]
    public void No_change_and_the_floor_are_as_far_as_published_protocols_measure()
    {
        var letters = new LetterPopulations(Font(), 0);
        LetterPopulation[] test = [.. letters.Test.Take(4)];
        Assert.InRange(test.Average(population => PopulationDistance.Wasserstein2(population.Source, population.Target)), 0.32, 0.35);
        Assert.InRange(test.Average(population => PopulationDistance.Wasserstein2(letters.SecondTarget(population), population.Target)), 0.06, 0.072);
    }

    [Fact]
    public void Source_and_target_are_paired_row_by_row_and_differ_by_the_noise()
    {
        LetterPopulation population = new LetterPopulations(Font(), 0).Test[0];
        double[] noise = [.. population.Source.Values.Zip(population.Target.Values, (source, target) => source - target)];
        Assert.Equal(0, noise.Average(), 0.04);
        Assert.Equal(0.5, Math.Sqrt(noise.Average(value => value * value)), 0.04);
    }

    [Fact]
    public void The_same_seed_draws_the_same_points_and_another_seed_others()
    {
        LetterFont font = Font();
        Assert.Equal(new LetterPopulations(font, 3).Test[2].Source.Values, new LetterPopulations(font, 3).Test[2].Source.Values);
        Assert.NotEqual(new LetterPopulations(font, 3).Test[2].Target.Values, new LetterPopulations(font, 4).Test[2].Target.Values);
        Assert.NotEqual(new LetterPopulations(font, 3).Test[2].Target.Values, new LetterPopulations(font, 3).Test[3].Target.Values);
    }

    [Fact]
    public void Where_no_font_is_found_the_packages_are_named()
    {
        DirectoryInfo empty = Directory.CreateTempSubdirectory("celldynamics-fonts-");
        try
        {
            string message = Assert.Throws<FileNotFoundException>(() => LetterFont.Find([empty.FullName])).Message;
            Assert.Contains(empty.FullName, message, StringComparison.Ordinal);
            Assert.Contains("fonts-liberation or fonts-dejavu-core", message, StringComparison.Ordinal);
        }
        finally
        {
            empty.Delete();
        }
    }

    private static LetterFont Font()
    {
        try
        {
            return LetterFont.Find(LetterFont.Folders);
        }
        catch (FileNotFoundException missing)
        {
            Assert.Skip(missing.Message);
            throw;
        }
    }
}
