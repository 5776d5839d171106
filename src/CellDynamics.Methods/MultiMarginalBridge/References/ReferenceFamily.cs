using System.ComponentModel.DataAnnotations;

namespace CellDynamics.Methods.MultiMarginalBridge.References;

/// <summary>Families of reference dynamics to choose from.</summary>
public enum ReferenceFamily { GradientField, Linear, Brownian, LotkaVolterra, Repressilator }

internal static class ReferenceFamilies
{
    /// <summary>Families whose parameters are rates in the units of the data: states and times must not be rescaled.</summary>
    public static bool IsNamedSystem(this ReferenceFamily family) => family is ReferenceFamily.LotkaVolterra or ReferenceFamily.Repressilator;

    /// <exception cref="ValidationException">The family describes another number of dimensions.</exception>
    public static IReference Create(this ReferenceFamily family, int dimensions, int seed)
    {
        IReference reference = family switch
        {
            ReferenceFamily.Brownian => new BrownianReference(dimensions),
            ReferenceFamily.Linear => new LinearReference(dimensions),
            ReferenceFamily.LotkaVolterra => new LotkaVolterraReference(),
            ReferenceFamily.Repressilator => new RepressilatorReference(),
            _ => GradientFieldReference.Flat(dimensions, seed),
        };
        return reference.Dimensions == dimensions ? reference : throw new ValidationException(
            $"The reference {family} describes {reference.Dimensions} quantities; the data have {dimensions} dimensions. Choose another reference, or use the columns of X as they are (--use X) if they are those quantities.");
    }
}
