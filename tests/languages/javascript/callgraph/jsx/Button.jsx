export default function Button({ onClick }) {
  return <button onClick={onClick} />;
}

export const Icon = () => <i />;
