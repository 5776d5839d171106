using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;

namespace CellDynamics.Cli.Benchmarks.Letters;

/// <summary>A letter at one rotation.</summary>
/// <param name="Letter">A to Z.</param>
/// <param name="Rotation">Which of its rotations, from 0.</param>
/// <param name="Source">The letter under noise, <c>[points, 2]</c>.</param>
/// <param name="Target">The letter, row by row the counterpart of the source, <c>[points, 2]</c>.</param>
internal sealed record LetterPopulation(char Letter, int Rotation, DenseMatrix Source, DenseMatrix Target);

/// <summary>Letters as populations of points, and the same letters under noise: the synthetic experiment of meta flow matching.</summary>
/// <remarks>
/// The longer side of a letter spans −3 to 3; target = rotated(letter + 0.05 N(0, I)), angle uniform; source = target + 0.5 N(0, I), drawn once. Train on 24 letters,
/// validate on X, test on Y, ten rotations each. Ref: Atanackovic et al. 2025, arXiv 2408.14608, and src/datamodule/letters_dataloader.py of the authors' code.
/// </remarks>
internal sealed class LetterPopulations(LetterFont font, int seed)
{
    public const int Rotations = 10;
    public const char ValidationLetter = 'X', TestLetter = 'Y';

    private const double HalfSpan = 3, TargetNoise = 0.05, SourceNoise = 0.5;

    private readonly Dictionary<char, DenseMatrix> shapes = [];

    public static IReadOnlyList<char> TrainingLetters { get; } = [.. Enumerable.Range('A', 26).Select(code => (char)code).Where(letter => letter is not (ValidationLetter or TestLetter))];

    public IReadOnlyList<LetterPopulation> Training => [.. TrainingLetters.SelectMany(Of)];

    public IReadOnlyList<LetterPopulation> Validation => [.. Of(ValidationLetter)];

    public IReadOnlyList<LetterPopulation> Test => [.. Of(TestLetter)];

    /// <summary>Points of a letter before any noise and rotation, the longer side from −3 to 3, <c>[points, 2]</c>.</summary>
    public DenseMatrix Shape(char letter)
    {
        if (!shapes.TryGetValue(letter, out DenseMatrix? shape))
            shapes[letter] = shape = Scaled(font.Pixels(letter));
        return shape;
    }

    /// <summary>The target of a population with its noise drawn anew: how far it is from the target is the floor that no model can go below.</summary>
    public DenseMatrix SecondTarget(LetterPopulation population) => Target(population.Letter, population.Rotation, draw: 1);

    private IEnumerable<LetterPopulation> Of(char letter) => Enumerable.Range(0, Rotations).Select(rotation =>
    {
        DenseMatrix target = Target(letter, rotation, draw: 0), source = new(target.Rows, 2);
        new RandomStream(seed, letter, rotation, 3).FillNormal(source.Values);
        for (int i = 0; i < source.Values.Length; i++)
            source.Values[i] = target.Values[i] + SourceNoise * source.Values[i];
        return new LetterPopulation(letter, rotation, source, target);
    });

    private DenseMatrix Target(char letter, int rotation, int draw)
    {
        DenseMatrix shape = Shape(letter), target = new(shape.Rows, 2);
        new RandomStream(seed, letter, rotation, draw).FillNormal(target.Values);
        (double sine, double cosine) = Math.SinCos(2 * Math.PI * new RandomStream(seed, letter, rotation, 2).NextUniform());
        for (int i = 0; i < shape.Rows; i++)
        {
            double x = shape[i, 0] + TargetNoise * target[i, 0], y = shape[i, 1] + TargetNoise * target[i, 1];
            (target[i, 0], target[i, 1]) = (cosine * x - sine * y, sine * x + cosine * y);
        }
        return target;
    }

    private static DenseMatrix Scaled((int X, int Y)[] pixels)
    {
        (int left, int right, int low, int high) = (pixels.Min(p => p.X), pixels.Max(p => p.X), pixels.Min(p => p.Y), pixels.Max(p => p.Y));
        double unit = 2 * HalfSpan / Math.Max(right - left, high - low);
        return new DenseMatrix(pixels.Length, 2, [.. pixels.SelectMany(p => new[] { unit * (p.X - 0.5 * (left + right)), unit * (p.Y - 0.5 * (low + high)) })]);
    }
}
