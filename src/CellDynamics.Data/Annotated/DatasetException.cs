namespace CellDynamics.Data.Annotated;

/// <summary>A dataset cannot be used as asked: the message says where, what was expected, what was found and how to mend it.</summary>
public abstract class DatasetException : Exception
{
    protected DatasetException(string subject, string place, string expected, string found, string cure, Exception? inner = null)
        : base(Sentence(subject, place, expected, found, cure), inner) =>
        (Place, Expected, Found, Cure) = (place, expected, found, cure);

    /// <summary>Where in the dataset, such as <c>/obs/day</c>.</summary>
    public string Place { get; }

    public string Expected { get; }

    public string Found { get; }

    /// <summary>What a person can do about it, a sentence.</summary>
    public string Cure { get; }

    /// <summary>What is wrong, without the place and the cure: for where both are told beside it.</summary>
    public string Problem => $"Expected {Expected}, found {Found}.";

    private static string Sentence(string subject, string place, string expected, string found, string cure)
    {
        string where = string.Join(", ", new[] { subject, place }.Where(part => part.Length > 0));
        return $"{where}: expected {expected}, found {found}. {cure}".TrimEnd();
    }
}
