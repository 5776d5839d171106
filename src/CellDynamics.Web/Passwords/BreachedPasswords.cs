namespace CellDynamics.Web.Passwords;

/// <summary>Passwords that became known when other sites were broken into: those that people try first, whatever an estimate says. The list says where it is from.</summary>
public static class BreachedPasswords
{
    private const string Resource = "CellDynamics.Web.Passwords.breached-passwords.txt";

    /// <summary>Large and small letters are alike. The list is read anew: a password is set seldom, and half a megabyte would be kept for it.</summary>
    public static bool Contain(string password) => Read().Contains(password, StringComparer.OrdinalIgnoreCase);

    /// <summary>Each in small letters, most used first.</summary>
    public static IEnumerable<string> Read()
    {
        using var reader = new StreamReader(typeof(BreachedPasswords).Assembly.GetManifestResourceStream(Resource)!);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
                yield return line;
        }
    }
}
