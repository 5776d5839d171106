using CellDynamics.Methods.Validation;
using MudBlazor;

namespace CellDynamics.Web.Components.Patterns;

/// <summary>What a message means; always an icon and a word, never a colour alone.</summary>
public enum Tone { Good, Warning, Bad, Note }

internal static class ToneLook
{
    /// <summary>Of a verdict on a test.</summary>
    public static Tone AsTone(this VerdictLevel level) => level switch
    {
        VerdictLevel.BetterThanEveryBaseline => Tone.Good,
        VerdictLevel.Mixed => Tone.Warning,
        VerdictLevel.NoBetterThanNoChange => Tone.Bad,
        _ => Tone.Note,
    };

    public static string Icon(this Tone tone) => tone switch
    {
        Tone.Good => Icons.Material.Filled.CheckCircle,
        Tone.Warning => Icons.Material.Filled.Warning,
        Tone.Bad => Icons.Material.Filled.Error,
        _ => Icons.Material.Filled.Info,
    };

    /// <summary>For people who listen.</summary>
    public static string Word(this Tone tone) => tone switch
    {
        Tone.Good => "Fine",
        Tone.Warning => "Warning",
        Tone.Bad => "Error",
        _ => "Note",
    };

    public static string Class(this Tone tone) => $"cd-{tone.ToString().ToLowerInvariant()}";
}
