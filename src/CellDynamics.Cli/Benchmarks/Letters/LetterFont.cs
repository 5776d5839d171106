using SkiaSharp;

namespace CellDynamics.Cli.Benchmarks.Letters;

/// <summary>A free font of this machine, and the pixels of its letters. None is shipped: the published benchmark draws with Arial, which may not be.</summary>
/// <remarks>Liberation Sans first: it is drawn to the measures of Arial.</remarks>
internal sealed class LetterFont
{
    private const int Size = 100, Canvas = 200, Margin = 30, Baseline = 140;

    private static readonly (string File, string Name)[] Known = [("LiberationSans-Regular.ttf", "Liberation Sans"), ("DejaVuSans.ttf", "DejaVu Sans")];

    private readonly string path;

    private LetterFont(string path, string name) => (this.path, Name) = (path, name);

    public string Name { get; }

    /// <summary>Folders where systems keep fonts.</summary>
    public static IReadOnlyList<string> Folders { get; } =
    [
        "/usr/share/fonts", "/usr/local/share/fonts", Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share", "fonts"),
        Environment.GetFolderPath(Environment.SpecialFolder.Fonts), "/Library/Fonts",
    ];

    /// <summary>The first of the known fonts that one of the folders holds.</summary>
    /// <exception cref="FileNotFoundException">None does; the message names the packages that bring them.</exception>
    public static LetterFont Find(IReadOnlyList<string> folders)
    {
        string[] there = [.. folders.Where(Directory.Exists)];
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        IEnumerable<LetterFont> found =
            from font in Known
            from folder in there
            from file in Directory.EnumerateFiles(folder, font.File, options)
            select new LetterFont(file, font.Name);
        return found.FirstOrDefault() ?? throw new FileNotFoundException(
            $"Letters are drawn with {string.Join(" or ", Known.Select(font => $"{font.Name} ({font.File})"))}; expected one of them below {string.Join(", ", there)}, found none. Install the Debian package fonts-liberation or fonts-dejavu-core.");
    }

    /// <summary>Where the letter has ink, its faintest edge included: column and row of every such pixel, rows counted upwards.</summary>
    public (int X, int Y)[] Pixels(char letter)
    {
        using SKTypeface typeface = SKTypeface.FromFile(path) ?? throw new InvalidDataException($"{path}: expected a TrueType font, found something else. Install the Debian package fonts-liberation again.");
        using var font = new SKFont(typeface, Size) { Edging = SKFontEdging.Antialias, Hinting = SKFontHinting.Normal };
        using var ink = new SKPaint { Color = SKColors.White, IsAntialias = true };
        using var bitmap = new SKBitmap(Canvas, Canvas, SKColorType.Gray8, SKAlphaType.Opaque);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.Black);
            canvas.DrawText(letter.ToString(), Margin, Baseline, font, ink);
        }
        byte[] pixels = bitmap.Bytes;
        return [.. from row in Enumerable.Range(0, Canvas) from column in Enumerable.Range(0, Canvas) where pixels[row * bitmap.RowBytes + column] > 0 select (column, Canvas - 1 - row)];
    }
}
